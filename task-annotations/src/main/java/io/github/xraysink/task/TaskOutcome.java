// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** How a run of a task ended. */
public enum TaskOutcome {

  /** It returned, or what it returned completed. */
  SUCCEEDED,

  /** It threw, or what it returned failed. */
  FAILED,

  /** It was cancelled or interrupted, which is no fault. */
  CANCELLED;

  static TaskOutcome of(@Nullable Throwable thrown) {
    if (thrown == null) {
      return SUCCEEDED;
    }
    Throwable cause = causeOf(thrown);
    return cause instanceof CancellationException || cause instanceof InterruptedException
        ? CANCELLED
        : FAILED;
  }

  /** What the work threw, without the wrapping that futures put around it. */
  static Throwable causeOf(Throwable thrown) {
    Throwable cause = thrown.getCause();
    boolean wrapping =
        thrown instanceof CompletionException || thrown instanceof ExecutionException;
    return wrapping && cause != null ? cause : thrown;
  }
}
