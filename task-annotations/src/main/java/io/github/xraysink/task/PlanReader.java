// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes plans of annotations, and refuses what X-Ray would not take. */
final class PlanReader {

  /** Source: the segment document schema, "name". */
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/%&#=+\\\\\\-@]{1,200}");

  /** Source: the X-Ray developer guide, segment documents, "annotations". */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_]{1,500}");

  /** Source: the segment document schema, "http.request.url". */
  private static final int MAX_URL_CHARS = 250;

  private final Class<?> target;
  private final UnaryOperator<String> placeholders;

  PlanReader(Class<?> target, UnaryOperator<String> placeholders) {
    this.target = target;
    this.placeholders = placeholders;
  }

  /**
   * Reads what was found for a method.
   *
   * @param line the method and what it overrides
   * @throws IllegalArgumentException naming the method, the value and what is accepted
   */
  MethodPlan read(Method method, List<Method> line, Found found) {
    XrayTask task = found.task();
    XraySubsegment subsegment = found.subsegment();
    Definition definition;
    if (task != null && subsegment != null) {
      throw refused(method, "has both @XrayTask and @XraySubsegment; accepted: one of them");
    } else if (task != null) {
      definition = task(method, task);
    } else if (subsegment != null) {
      definition = subsegment(method, subsegment);
    } else {
      throw new IllegalStateException("nothing was found on " + method);
    }
    return new MethodPlan(
        method, definition, parameters(method, line), ReturnStrategy.of(method.getReturnType()));
  }

  private TaskDefinition task(Method method, XrayTask task) {
    String name = resolved(method, task.name());
    if (!name.isEmpty()) {
      checkName(method, "@XrayTask(name)", name);
    }
    String path = resolved(method, task.path());
    if (path.isEmpty()) {
      path = TaskPaths.of(target, method.getName());
    } else {
      checkPath(method, path);
    }
    return new TaskDefinition(
        TaskPaths.normal(path),
        name.isEmpty() ? null : name,
        annotations(method, "@XrayTask(annotations)", task.annotations()));
  }

  private SubsegmentDefinition subsegment(Method method, XraySubsegment subsegment) {
    String name = resolved(method, subsegment.value());
    if (name.isEmpty()) {
      name = method.getName();
    } else {
      checkName(method, "@XraySubsegment(value)", name);
    }
    return new SubsegmentDefinition(
        name, annotations(method, "@XraySubsegment(annotations)", subsegment.annotations()));
  }

  private String resolved(Method method, String text) {
    if (!text.contains("${")) {
      return text;
    }
    String resolved;
    try {
      resolved = placeholders.apply(text);
    } catch (IllegalArgumentException unknown) {
      throw unresolved(method, text, unknown);
    }
    // Some of Spring's resolvers leave what they do not know.
    if (resolved.contains("${")) {
      throw unresolved(method, text, null);
    }
    return resolved;
  }

  private static IllegalArgumentException unresolved(
      Method method, String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        MethodNames.full(method)
            + ": \"" + text + "\" cannot be resolved; accepted: Spring's placeholders, in Spring's"
            + " beans, for properties that are there",
        cause);
  }

  private static void checkName(Method method, String what, String name) {
    if (name.isBlank() || !NAME.matcher(name).matches()) {
      throw refused(
          method,
          what + " is \"" + name + "\"; accepted: 1 to 200 letters, digits, spaces and"
              + " _ . : / % & # = + \\ - @");
    }
  }

  private static void checkPath(Method method, String path) {
    boolean blank = path.replace('/', ' ').isBlank();
    boolean control = path.chars().anyMatch(Character::isISOControl);
    if (blank || control || TaskPaths.url(TaskPaths.normal(path)).length() > MAX_URL_CHARS) {
      throw refused(
          method,
          "@XrayTask(path) is \"" + path + "\"; accepted: a path that is not blank, without"
              + " control characters, whose url has at most " + MAX_URL_CHARS + " characters");
    }
  }

  private static Map<String, Object> annotations(Method method, String what, String[] pairs) {
    if (pairs.length % 2 != 0) {
      throw refused(
          method, what + " has " + pairs.length + " elements; accepted: keys, each with its value");
    }
    Map<String, Object> annotations = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      checkKey(method, what, pairs[i]);
      annotations.put(pairs[i], pairs[i + 1]);
    }
    return annotations;
  }

  private static void checkKey(Method method, String what, String key) {
    if (!KEY.matcher(key).matches()) {
      throw refused(
          method,
          what + " has the key \"" + key + "\"; accepted: 1 to 500 letters, digits, underscores");
    }
  }

  /** A parameter may be annotated where the method is declared first. */
  private static List<MethodPlan.Parameter> parameters(Method method, List<Method> line) {
    List<MethodPlan.Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < method.getParameterCount(); i++) {
      for (Method declared : line) {
        java.lang.reflect.Parameter parameter = declared.getParameters()[i];
        XrayParam annotation = parameter.getAnnotation(XrayParam.class);
        if (annotation != null) {
          parameters.add(new MethodPlan.Parameter(i, key(declared, parameter, annotation)));
          break;
        }
      }
    }
    return parameters;
  }

  private static String key(
      Method method, java.lang.reflect.Parameter parameter, XrayParam annotation) {
    String key = annotation.value();
    if (key.isEmpty() && !parameter.isNamePresent()) {
      throw refused(
          method,
          "@XrayParam has no key, and the class was compiled without -parameters;"
              + " accepted: one of them");
    }
    String effective = key.isEmpty() ? parameter.getName() : key;
    checkKey(method, "@XrayParam", effective);
    return effective;
  }

  private static IllegalArgumentException refused(Method method, String what) {
    return new IllegalArgumentException(MethodNames.full(method) + ": " + what);
  }
}
