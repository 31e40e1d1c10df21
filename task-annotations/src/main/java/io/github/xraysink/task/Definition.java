// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.context.TraceSnapshot;
import java.util.Map;

/** What is recorded of each run of some work. Immutable; no method throws. */
sealed interface Definition permits TaskDefinition, SubsegmentDefinition {

  /**
   * Notes on the calling thread that the work is asked for.
   *
   * @return where it hangs, whenever and wherever it runs
   */
  TraceSnapshot announce();

  /**
   * Begins one run of it. The calling thread's position stays as it is.
   *
   * @param from as returned by {@link #announce}
   * @param parameters annotations of this run besides those of the definition
   */
  Recording begin(TraceSnapshot from, Map<String, Object> parameters);
}
