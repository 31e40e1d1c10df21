// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.xraysink.context.LambdaInvocation;
import io.github.xraysink.context.ThrowingRunnable;
import io.github.xraysink.context.ThrowingSupplier;
import io.github.xraysink.internal.Guard;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs an AWS Lambda handler below its own invocation, whatever else the process does at the same
 * time.
 *
 * <p>The invocation's trace header is read once, on the handler's thread, and carried from there.
 * When the handler has returned, what it left open is sent in progress, and the thread waits until
 * all is sent (setting {@code lambda-flush-timeout}, 500 ms unless set), because Lambda then
 * freezes the process. The handler's result and exception pass through, the same instances; Lambda
 * itself records the exception in its own segment.
 *
 * <p>Where {@code xraysink.lambda} says that the process is no Lambda function, or no recorder of
 * ours is in force, the work just runs.
 */
public final class XrayLambda {

  private XrayLambda() {}

  /**
   * Runs the handler's work and returns its result.
   *
   * @param context as the runtime gave it to the handler; {@code null}, as in a test, to take what
   *     the runtime tells the thread
   * @throws E whatever {@code work} throws
   */
  public static <T extends @Nullable Object, E extends Throwable> T handle(
      @Nullable Context context, ThrowingSupplier<T, E> work) throws E {
    Objects.requireNonNull(work, "work");
    LambdaInvocation invocation = LambdaInvocation.open(headerOf(context), timeLeftIn(context));
    try {
      return work.get();
    } finally {
      invocation.close();
    }
  }

  /**
   * As {@link #handle}, for work without a result.
   *
   * @throws E whatever {@code work} throws
   */
  public static <E extends Throwable> void run(@Nullable Context context, ThrowingRunnable<E> work)
      throws E {
    Objects.requireNonNull(work, "work");
    XrayLambda.<@Nullable Void, E>handle(context, () -> {
      work.run();
      return null;
    });
  }

  /**
   * Runs work of the init phase, such as a static initialiser's, that is to be shown in the trace
   * of the first invocation: see {@link LambdaInvocation#beforeFirst}.
   *
   * @param name of the subsegment; made to fit X-Ray's rules when it is sent
   * @throws E whatever {@code work} throws
   */
  public static <T extends @Nullable Object, E extends Throwable> T init(
      String name, ThrowingSupplier<T, E> work) throws E {
    return LambdaInvocation.beforeFirst(name, work);
  }

  /** {@code null} with an {@code aws-lambda-java-core} older than 1.4.0, which does not say. */
  private static @Nullable String headerOf(@Nullable Context context) {
    if (context == null) {
      return null;
    }
    try {
      return context.getXrayTraceId();
    } catch (NoSuchMethodError older) {
      return null;
    } catch (Throwable fault) {
      Guard.caught("ask Lambda's context for the trace header", fault);
      return null;
    }
  }

  private static @Nullable Duration timeLeftIn(@Nullable Context context) {
    return context == null
        ? null
        : Guard.call(
            "ask Lambda's context for the time left",
            null,
            () -> Duration.ofMillis(Math.max(0, context.getRemainingTimeInMillis())));
  }
}
