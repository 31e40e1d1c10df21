// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.context.TraceSnapshot;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One job at a fixed rate. The scheduler runs one run after the other, so fields need no lock. */
final class Series {

  private final TaskDefinition definition;
  private final long delayNanos;
  private final long periodNanos;
  private final Runnable job;

  private long startNanos;
  private long runs;
  private long lastEndNanos;

  Series(TaskDefinition definition, Duration initialDelay, Duration period, Runnable job) {
    if (initialDelay.isNegative()) {
      throw new IllegalArgumentException("initialDelay is " + initialDelay + "; accepted: >= 0");
    }
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("period is " + period + "; accepted: > 0");
    }
    this.definition = definition;
    this.delayNanos = nanos(initialDelay);
    this.periodNanos = nanos(period);
    this.job = Objects.requireNonNull(job, "job");
  }

  /** As many as a long can hold, which is 292 years. */
  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  ScheduledFuture<?> start(ScheduledExecutorService scheduler) {
    startNanos = System.nanoTime();
    return scheduler.scheduleAtFixedRate(
        this::runOnce, delayNanos, periodNanos, TimeUnit.NANOSECONDS);
  }

  private void runOnce() {
    long dueNanos = startNanos + delayNanos + runs * periodNanos;
    Map<String, Object> facts = factsAt(dueNanos);
    runs++;
    try {
      Run.<@Nullable Void, RuntimeException>from(TraceSnapshot.none(), definition, facts, () -> {
        job.run();
        return null;
      });
    } catch (Throwable thrown) {
      handOver(thrown);
    } finally {
      lastEndNanos = System.nanoTime();
    }
  }

  private Map<String, Object> factsAt(long dueNanos) {
    long late = Math.max(0, System.nanoTime() - dueNanos);
    boolean overlapped = runs > 0 && lastEndNanos - dueNanos > 0;
    return Map.of(
        "run", runs + 1, "late_ms", TimeUnit.NANOSECONDS.toMillis(late), "overlapped", overlapped);
  }

  private static void handOver(Throwable thrown) {
    Thread thread = Thread.currentThread();
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    } catch (Throwable ignoredAsTheJvmDoes) {
      // What a handler throws is ignored by the JVM as well, and must not end the series.
    }
  }
}
