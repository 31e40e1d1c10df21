// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stands before an object and records what is called on it. */
final class TracedProxy implements InvocationHandler {

  private final Object target;
  private final MethodPlans plans;

  private TracedProxy(Object target, MethodPlans plans) {
    this.target = target;
    this.plans = plans;
  }

  static <T> T of(Class<T> type, T target) {
    Objects.requireNonNull(target, "target");
    if (!type.isInterface()) {
      throw new IllegalArgumentException("type is " + type.getName() + "; accepted: an interface");
    }
    if (targetOf(target) != target) {
      return target;
    }
    MethodPlans plans = MethodPlans.of(target.getClass(), UnaryOperator.identity());
    MisuseReport report = MisuseReport.ofProxies();
    report.add(plans);
    report.tell();
    InvocationHandler handler = new TracedProxy(target, plans);
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    MethodPlan plan = plans.find(method);
    if (plan == null) {
      return invokeTarget(method, arguments);
    }
    return plan.call(this, arguments, () -> invokeTarget(method, arguments));
  }

  private @Nullable Object invokeTarget(Method method, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    if (!method.canAccess(target)) {
      method.trySetAccessible();
    }
    try {
      return method.invoke(target, unwrapped(method, arguments));
    } catch (InvocationTargetException thrown) {
      throw thrown.getTargetException();
    }
  }

  /** Two views of one object are equal. */
  private static @Nullable Object @Nullable [] unwrapped(
      Method method, @Nullable Object @Nullable [] arguments) {
    boolean equals =
        method.getDeclaringClass() == Object.class && method.getName().equals("equals");
    if (equals && arguments != null && arguments[0] != null) {
      return new Object[] {targetOf(arguments[0])};
    }
    return arguments;
  }

  private static Object targetOf(Object other) {
    return Proxy.isProxyClass(other.getClass())
            && Proxy.getInvocationHandler(other) instanceof TracedProxy traced
        ? traced.target
        : other;
  }
}
