// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every run of every task in this process, whether it is sampled or not, and also where
 * tracing is off: what a heartbeat or a metric needs, because a trace may be sampled away.
 *
 * <p>Called on the thread that starts or ends the run, so it should be quick. What it throws is
 * logged and changes nothing. Runs whose {@code Future} or stage never completes start and do not
 * end.
 */
public interface TaskListener {

  /** A run starts. */
  default void started(TaskRun run) {}

  /**
   * A run has ended.
   *
   * @param run the same instance as in {@link #started}
   * @param duration from start to end
   * @param thrown what the run threw or failed with; {@code null} if it succeeded
   */
  default void ended(
      TaskRun run, TaskOutcome outcome, Duration duration, @Nullable Throwable thrown) {}

  /** Adds a listener. Adding one twice has no effect. */
  static void add(TaskListener listener) {
    TaskListeners.add(listener);
  }

  /** Takes a listener away, if it is there. */
  static void remove(TaskListener listener) {
    TaskListeners.remove(listener);
  }
}
