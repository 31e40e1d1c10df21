// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.internal.Guard;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Collectors;

/** Tells once, in one line, which annotated methods a way in can never intercept. */
final class MisuseReport {

  private static final System.Logger LOG = System.getLogger(XrayTasks.class.getName());

  /** Classes told of, so that a second proxy of one says nothing. */
  private static final Set<Class<?>> TOLD =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private final boolean bySubclass;
  private final List<String> findings = Collections.synchronizedList(new ArrayList<>());

  private MisuseReport(boolean bySubclass) {
    this.bySubclass = bySubclass;
  }

  /** For a way in that stands before the object. */
  static MisuseReport ofProxies() {
    return new MisuseReport(false);
  }

  /** For a way in that makes a subclass, which cannot override what is final. */
  static MisuseReport ofSubclasses() {
    return new MisuseReport(true);
  }

  /** Notes what is wrong with a class. */
  void add(MethodPlans plans) {
    if (!plans.isEmpty() && TOLD.add(plans.target())) {
      Guard.run("look for methods that cannot be intercepted", () -> look(plans));
    }
  }

  private void look(MethodPlans plans) {
    Set<String> selfCalls = SelfCalls.of(plans.target());
    for (Method method : plans.methods()) {
      String reason = reason(plans, method, selfCalls);
      if (!reason.isEmpty()) {
        findings.add(MethodNames.full(method) + " (" + reason + ")");
      }
    }
  }

  private String reason(MethodPlans plans, Method method, Set<String> selfCalls) {
    int modifiers = method.getModifiers();
    if (Modifier.isPrivate(modifiers)) {
      return "private";
    }
    if (Modifier.isStatic(modifiers)) {
      return "static";
    }
    if (bySubclass && Modifier.isFinal(modifiers)) {
      return "final";
    }
    boolean own = method.getDeclaringClass() == plans.target();
    return own && selfCalls.contains(SelfCalls.key(method)) ? "called by its own class" : "";
  }

  /** Logs what was noted since the last time, if anything. */
  void tell() {
    List<String> told;
    synchronized (findings) {
      told = List.copyOf(findings);
      findings.clear();
    }
    if (!told.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "Annotated methods whose calls cannot, or not always, be recorded here: {0}. Make them "
              + "neither private, static nor final and call them from outside, or weave the "
              + "class: see aop-xraysink.xml in the README of xraysink-tasks.",
          told.stream().sorted().collect(Collectors.joining(", ")));
    }
  }
}
