// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.context.TraceScope;
import org.jspecify.annotations.Nullable;

/** What one run is recorded in. No method throws. */
interface Recording {

  /** Makes it the position of this thread until the scope is closed. */
  TraceScope enter();

  /** Whether anybody will hear of its end: not where tracing is off and nobody listens. */
  boolean matters();

  /**
   * Ends it, on any thread; only the first call counts.
   *
   * @param thrown what went wrong, if anything; a cancellation is no fault
   */
  void end(@Nullable Throwable thrown);
}
