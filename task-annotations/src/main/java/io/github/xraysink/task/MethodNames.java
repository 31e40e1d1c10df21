// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Methods as they are shown to people. */
final class MethodNames {

  private MethodNames() {}

  /** {@code com.acme.Reports.nightly(String, int)}. */
  static String full(Method method) {
    return method.getDeclaringClass().getName() + "." + withParameters(method);
  }

  /** {@code nightly(String, int)}. */
  static String withParameters(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(", ", method.getName() + "(", ")"));
  }
}
