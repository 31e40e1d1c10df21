// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.context.TraceSnapshot;
import java.lang.reflect.Method;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;

/**
 * The calls of one bean's annotated methods. Between the two interceptors lie those of others, and
 * with {@code @Async} a change of threads; the invocation itself carries over what was noted.
 */
final class SpringCalls {

  private static final String NOTED = SpringCalls.class.getName();

  /** Noted for a call that something further out records. */
  private static final Object PASS = new Object();

  private final MethodPlans plans;

  SpringCalls(MethodPlans plans) {
    this.plans = plans;
  }

  Advisor outer() {
    return new DefaultPointcutAdvisor(new Annotated(), (MethodInterceptor) this::called);
  }

  Advisor inner() {
    return new DefaultPointcutAdvisor(new Annotated(), (MethodInterceptor) this::runs);
  }

  /** Which methods are annotated was found out before. */
  private final class Annotated extends StaticMethodMatcherPointcut {
    @Override
    public boolean matches(Method method, Class<?> targetClass) {
      return plans.find(method) != null;
    }
  }

  private @Nullable Object called(MethodInvocation invocation) throws Throwable {
    MethodPlan plan = plans.find(invocation.getMethod());
    if (plan != null && invocation instanceof ProxyMethodInvocation carrier) {
      boolean traced = OneCall.isTraced(this, plan.method(), invocation.getArguments());
      carrier.setUserAttribute(NOTED, traced ? PASS : plan.ask());
    }
    return invocation.proceed();
  }

  private @Nullable Object runs(MethodInvocation invocation) throws Throwable {
    MethodPlan plan = plans.find(invocation.getMethod());
    Object noted = invocation instanceof ProxyMethodInvocation carrier
        ? carrier.getUserAttribute(NOTED)
        : null;
    if (plan == null || noted == PASS) {
      return invocation.proceed();
    }
    TraceSnapshot from = noted instanceof TraceSnapshot snapshot ? snapshot : plan.ask();
    return plan.callFrom(from, this, invocation.getArguments(), invocation::proceed);
  }
}
