// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import io.github.xraysink.internal.Guard;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * The trace header of the invocation a thread works for, as Lambda's runtime tells it.
 *
 * <p>Where invocations run concurrently the runtime tells it in a thread-local that threads started
 * meanwhile inherit by reference: they find the header of the invocation they were started in, as
 * long as that lasts, whatever task they run. So it counts only on threads the runtime itself
 * called.
 */
final class LambdaHeader {

  /** Set by the runtime on each handler thread when invocations run concurrently. */
  static final String CONCURRENT = "AWS_LAMBDA_X_TRACE_ID";

  /** Set by the runtime before each invocation when they run one at a time. */
  static final String PROPERTY = "com.amazonaws.xray.traceHeader";

  private static final String ENVIRONMENT = "_X_AMZN_TRACE_ID";
  private static final String MAX_CONCURRENCY = "AWS_LAMBDA_MAX_CONCURRENCY";

  /** Beginning of the names of the runtime interface client's classes. */
  private static final String RUNTIME = "com.amazonaws.services.lambda.runtime.api.client.";

  private final boolean concurrent;

  private LambdaHeader(boolean concurrent) {
    this.concurrent = concurrent;
  }

  static LambdaHeader ofProcess() {
    String max = System.getenv(MAX_CONCURRENCY);
    return new LambdaHeader(max != null && !max.isBlank());
  }

  /** What the runtime tells this thread, or told the one that started it; may be {@code null}. */
  @Nullable
  String told() {
    String concurrently = Guard.call(
        "read Lambda's trace header", null, () -> SdkInternalThreadLocal.get(CONCURRENT));
    if (concurrently != null && !concurrently.isEmpty()) {
      return concurrently;
    }
    String property = System.getProperty(PROPERTY);
    return property != null && !property.isEmpty() ? property : System.getenv(ENVIRONMENT);
  }

  /**
   * Whether {@link #told} may be about another invocation than this thread's. Looks at the whole
   * stack, some ten microseconds, but only where invocations run concurrently.
   */
  boolean isDoubtful() {
    return concurrent
        && !Guard.call(
            "look for Lambda's runtime on the stack",
            false,
            () -> StackWalker.getInstance()
                .walk(
                    frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(RUNTIME))));
  }
}
