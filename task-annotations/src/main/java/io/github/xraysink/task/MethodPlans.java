// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Which methods of one class are recorded, and how. Immutable. */
final class MethodPlans {

  private final Class<?> target;
  private final Map<Method, MethodPlan> plans;

  private MethodPlans(Class<?> target, Map<Method, MethodPlan> plans) {
    this.target = target;
    this.plans = Map.copyOf(plans);
  }

  /**
   * Looks at a class, its superclasses and interfaces.
   *
   * @param placeholders replaces what a framework allows to be written in names and paths
   * @throws IllegalArgumentException if an annotation has a value that is not accepted; names the
   *     method
   */
  static MethodPlans of(Class<?> type, UnaryOperator<String> placeholders) {
    Class<?> target = RealClasses.of(type);
    return new Scan(target, placeholders).plans();
  }

  /** The class as its author wrote it. */
  Class<?> target() {
    return target;
  }

  boolean isEmpty() {
    return plans.isEmpty();
  }

  /** The plan for a method of the class or any of its supertypes; {@code null} if not recorded. */
  @Nullable
  MethodPlan find(Method method) {
    return plans.get(method);
  }

  /** Every method that is recorded, each once. */
  List<Method> methods() {
    return plans.values().stream().map(MethodPlan::method).distinct().toList();
  }

  /** One walk over a class. */
  private static final class Scan {
    private final Class<?> target;
    private final Overrides overrides;
    private final PlanReader reader;
    private final Map<Method, Optional<MethodPlan>> bySpecific = new HashMap<>();

    Scan(Class<?> target, UnaryOperator<String> placeholders) {
      this.target = target;
      this.overrides = new Overrides(target);
      this.reader = new PlanReader(target, placeholders);
    }

    MethodPlans plans() {
      Map<Method, MethodPlan> plans = new HashMap<>();
      if (mayHaveAny()) {
        for (Class<?> type : overrides.hierarchy()) {
          for (Method method : type.getDeclaredMethods()) {
            planOf(method).ifPresent(plan -> plans.put(method, plan));
          }
        }
      }
      return new MethodPlans(target, plans);
    }

    /** Saves the walk for the many classes in which nothing of ours stands. */
    private boolean mayHaveAny() {
      for (Class<?> type : overrides.hierarchy()) {
        if (Found.on(type) != null) {
          return true;
        }
        for (Method method : type.getDeclaredMethods()) {
          if (Found.on(method) != null) {
            return true;
          }
        }
      }
      return false;
    }

    private Optional<MethodPlan> planOf(Method method) {
      if (method.isSynthetic() && !method.isBridge()) {
        return Optional.empty();
      }
      Method specific = overrides.mostSpecific(method);
      Optional<MethodPlan> known = bySpecific.get(specific);
      if (known == null) {
        known = Optional.ofNullable(read(specific));
        bySpecific.put(specific, known);
      }
      return known;
    }

    private @Nullable MethodPlan read(Method specific) {
      List<Method> line = overrides.line(specific);
      Found found = null;
      for (Method method : line) {
        found = found == null ? Found.on(method) : found;
      }
      if (found == null && !specific.isSynthetic()) {
        found = onTypes(specific, line);
      }
      return found == null ? null : reader.read(specific, line, found);
    }

    /** An annotation on a class means its public methods, on an interface those it declares. */
    private @Nullable Found onTypes(Method specific, List<Method> line) {
      int modifiers = specific.getModifiers();
      if (!Modifier.isPublic(modifiers) || Modifier.isStatic(modifiers)) {
        return null;
      }
      for (Class<?> type : overrides.hierarchy()) {
        boolean applies = !type.isInterface()
            || line.stream().anyMatch(method -> method.getDeclaringClass() == type);
        Found found = applies ? Found.on(type) : null;
        if (found != null) {
          return found;
        }
      }
      return null;
    }
  }
}
