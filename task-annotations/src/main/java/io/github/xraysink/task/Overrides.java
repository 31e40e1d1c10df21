// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which method of a class runs when one of its supertypes' is called, and what it overrides. */
final class Overrides {

  private final List<Class<?>> hierarchy;

  /** @param target a class */
  Overrides(Class<?> target) {
    this.hierarchy = RealClasses.hierarchy(target);
  }

  List<Class<?>> hierarchy() {
    return hierarchy;
  }

  /** The method that runs when {@code called}, of any type of the hierarchy, is called. */
  Method mostSpecific(Method called) {
    if (!isOverridable(called)) {
      return called;
    }
    for (Class<?> type : hierarchy) {
      for (Method method : type.getDeclaredMethods()) {
        if (isOverridable(method) && isSameCall(method, called)) {
          return method.isBridge() ? bridged(method) : method;
        }
      }
    }
    return called;
  }

  /** {@code specific} and what it overrides or implements, the nearest first. */
  List<Method> line(Method specific) {
    List<Method> line = new ArrayList<>(List.of(specific));
    if (!isOverridable(specific)) {
      return line;
    }
    for (Class<?> type : hierarchy) {
      for (Method method : type.getDeclaredMethods()) {
        boolean candidate = isOverridable(method) && !method.isBridge() && !method.equals(specific);
        if (candidate
            && method.getName().equals(specific.getName())
            && mostSpecific(method).equals(specific)) {
          line.add(method);
        }
      }
    }
    return line;
  }

  private static boolean isOverridable(Method method) {
    int modifiers = method.getModifiers();
    return !Modifier.isPrivate(modifiers) && !Modifier.isStatic(modifiers);
  }

  private static boolean isSameCall(Method one, Method other) {
    return one.getName().equals(other.getName())
        && Arrays.equals(one.getParameterTypes(), other.getParameterTypes());
  }

  /**
   * The method the compiler's bridge leads to: its parameters are of the same types, or narrower.
   */
  private static Method bridged(Method bridge) {
    for (Method method : bridge.getDeclaringClass().getDeclaredMethods()) {
      if (!method.isBridge()
          && method.getName().equals(bridge.getName())
          && isNarrower(method.getParameterTypes(), bridge.getParameterTypes())
          && bridge.getReturnType().isAssignableFrom(method.getReturnType())) {
        return method;
      }
    }
    return bridge;
  }

  private static boolean isNarrower(Class<?>[] narrow, Class<?>[] wide) {
    if (narrow.length != wide.length) {
      return false;
    }
    for (int i = 0; i < narrow.length; i++) {
      if (!wide[i].isAssignableFrom(narrow[i])) {
        return false;
      }
    }
    return true;
  }
}
