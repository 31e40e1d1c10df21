// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.internal.Guard;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The plans of classes for which nobody has read them at a start. They live as long as their class,
 * and keep no class of the application alive.
 */
final class KnownPlans {

  private static final ClassValue<Optional<MethodPlans>> PLANS = new ClassValue<>() {
    @Override
    protected Optional<MethodPlans> computeValue(Class<?> type) {
      return Guard.call(
          "read the annotations of " + type.getName(),
          Optional.empty(),
          () -> Optional.of(MethodPlans.of(type, UnaryOperator.identity())));
    }
  };

  private KnownPlans() {}

  /**
   * The plan for a method, when called on an object of {@code type}; {@code null} if it is not
   * recorded, or its annotations are not accepted, which is logged.
   */
  static @Nullable MethodPlan find(Class<?> type, Method method) {
    MethodPlans plans = PLANS.get(type).orElse(null);
    return plans == null ? null : plans.find(method);
  }
}
