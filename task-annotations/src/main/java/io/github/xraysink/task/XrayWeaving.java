// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.reflect.MethodSignature;
import org.jspecify.annotations.Nullable;

/**
 * Records annotated methods by weaving: private, static and final ones too, and calls from within
 * the class. Not woven unless asked for:
 *
 * <pre>{@code
 * java -javaagent:aspectjweaver.jar \
 *      -Dorg.aspectj.weaver.loadtime.configuration=META-INF/aop-xraysink.xml ...
 * }</pre>
 *
 * <p>Seen are annotations on the method that runs, on its class, and, one step away, on an
 * annotation there; not those on an interface or on a method that is overridden. What a proxy
 * records already is not recorded again. Where a value is not accepted, that is logged and no
 * method of the class is recorded: woven classes have no start at which to refuse it.
 */
@Aspect
public final class XrayWeaving {

  /** Made by the weaver, once. */
  public XrayWeaving() {}

  /** Called in place of each woven method. */
  @Around("execution(@io.github.xraysink.task.XrayTask * *(..))"
      + " || execution(@io.github.xraysink.task.XraySubsegment * *(..))"
      + " || execution(@(@io.github.xraysink.task.XrayTask *) * *(..))"
      + " || execution(@(@io.github.xraysink.task.XraySubsegment *) * *(..))"
      + " || execution(public !static * (@io.github.xraysink.task.XrayTask *).*(..))"
      + " || execution(public !static * (@io.github.xraysink.task.XraySubsegment *).*(..))")
  public @Nullable Object record(ProceedingJoinPoint call) throws Throwable {
    Method running = ((MethodSignature) call.getSignature()).getMethod();
    Object target = call.getTarget();
    Class<?> type = target == null ? running.getDeclaringClass() : target.getClass();
    MethodPlan plan = KnownPlans.find(type, running);
    if (plan == null || isCalledBySubclass(running, plan.method())) {
      return call.proceed();
    }
    return plan.call(OneCall.WOVEN, call.getArgs(), call::proceed);
  }

  /** Whether an override is recorded already, and has now called what it overrides. */
  private static boolean isCalledBySubclass(Method running, Method specific) {
    if (running.equals(specific)) {
      return false;
    }
    Class<?> type = specific.getDeclaringClass();
    boolean byClass = Modifier.isPublic(specific.getModifiers())
        && (type.isAnnotationPresent(XrayTask.class)
            || type.isAnnotationPresent(XraySubsegment.class));
    return byClass || Found.on(specific) != null;
  }
}
