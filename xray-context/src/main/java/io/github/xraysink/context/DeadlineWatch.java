// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import io.github.xraysink.internal.Guard;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does something shortly before an invocation runs out of time, when Lambda ends the process
 * without asking. One daemon thread, which is there while there are invocations to watch and a few
 * seconds longer.
 */
final class DeadlineWatch {

  /** How long before the deadline: enough to write and send, on a small function too. */
  static final long MARGIN_MILLIS = 200;

  private static final long KEEP_THREAD_SECONDS = 10;

  private final ScheduledThreadPoolExecutor timer;

  DeadlineWatch() {
    timer = new ScheduledThreadPoolExecutor(1, DeadlineWatch::thread);
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(KEEP_THREAD_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /** A thread that keeps nothing of the handler that happened to start it. */
  private static Thread thread(Runnable work) {
    Thread thread = new Thread(null, work, "xraysink-deadline", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }

  /**
   * Runs {@code action} {@value #MARGIN_MILLIS} ms before {@code timeLeft} is over, or half-way if
   * less than twice that is left.
   *
   * @return what to cancel when there is nothing to watch any more; {@code null} if it cannot be
   *     watched
   */
  @Nullable
  Future<?> watch(Duration timeLeft, Runnable action) {
    long left = timeLeft.toMillis();
    long delay = Math.max(left - MARGIN_MILLIS, left / 2);
    try {
      return timer.schedule(
          () -> Guard.run("report what is open before the deadline", action::run),
          delay,
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      return null;
    }
  }

  void stop() {
    timer.shutdownNow();
  }
}
