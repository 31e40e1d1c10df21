// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Classes as their authors wrote them. */
final class RealClasses {

  /** In the names of subclasses that CGLIB, Spring and Weld generate. */
  private static final List<String> GENERATED = List.of("$$", "$Proxy$_$$_", "_WeldSubclass");

  private RealClasses() {}

  /** The class without generated subclasses around it. */
  static Class<?> of(Class<?> type) {
    Class<?> real = type;
    Class<?> parent = real.getSuperclass();
    while (isGenerated(real) && parent != null && parent != Object.class) {
      real = parent;
      parent = real.getSuperclass();
    }
    return real;
  }

  private static boolean isGenerated(Class<?> type) {
    return GENERATED.stream().anyMatch(type.getName()::contains);
  }

  /**
   * The class and its superclasses, without {@code Object}, then all their interfaces. Of a JDK
   * proxy the interfaces only.
   */
  static List<Class<?>> hierarchy(Class<?> type) {
    List<Class<?>> classes = new ArrayList<>();
    Set<Class<?>> interfaces = new LinkedHashSet<>();
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      classes.add(at);
    }
    classes.forEach(at -> collectInterfaces(at, interfaces));
    classes.removeIf(at -> at.isInterface() || Proxy.class.isAssignableFrom(at));
    classes.addAll(interfaces);
    return classes;
  }

  private static void collectInterfaces(Class<?> type, Set<Class<?>> into) {
    if (type.isInterface()) {
      into.add(type);
    }
    for (Class<?> implemented : type.getInterfaces()) {
      collectInterfaces(implemented, into);
    }
  }
}
