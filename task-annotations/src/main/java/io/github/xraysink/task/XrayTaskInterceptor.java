// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Records the annotated methods of CDI's beans. Where xraysink-tasks and CDI 4 meet it is there by
 * itself, outside other interceptors: {@code beans.xml} need not name it.
 */
@Interceptor
@RecordedByXray
@Priority(Interceptor.Priority.LIBRARY_BEFORE)
public final class XrayTaskInterceptor implements Serializable {

  @Serial
  private static final long serialVersionUID = 1;

  /** Made by the container, one for each bean. */
  public XrayTaskInterceptor() {}

  /** Called by the container around each call of an annotated method. */
  @AroundInvoke
  public @Nullable Object record(InvocationContext invocation) throws Exception {
    MethodPlan plan = KnownPlans.find(invocation.getTarget().getClass(), invocation.getMethod());
    if (plan == null) {
      return invocation.proceed();
    }
    return plan.call(this, invocation.getParameters(), invocation::proceed);
  }
}
