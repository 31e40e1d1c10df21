// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When the next request may go: pauses that double, with jitter, so that many processes do not come
 * back at once, and never before the time that the service named. For one thread at a time.
 */
final class Pace {

  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int MOST_DOUBLINGS = 10;

  /** Waits that long. */
  interface Sleeper {
    void sleep(long nanos) throws InterruptedException;
  }

  private final LongSupplier nanoClock;
  private final Sleeper sleeper;
  private boolean told;
  private long notBefore;

  Pace() {
    this(System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  Pace(LongSupplier nanoClock, Sleeper sleeper) {
    this.nanoClock = nanoClock;
    this.sleeper = sleeper;
  }

  /** The service answered: what it said before about coming back later no longer counts. */
  void answered() {
    told = false;
  }

  void failed(Failure failure) {
    Duration wait = failure.retryAfter();
    if (wait != null) {
      long at = nanoClock.getAsLong() + wait.toNanos();
      notBefore = told && notBefore - at > 0 ? notBefore : at;
      told = true;
    }
  }

  /**
   * Waits until the attempt may be made.
   *
   * @param attempt 1 for the first, which waits only if the service asked for it
   * @param deadline nano time that is not waited beyond
   * @return whether it may be made; {@code false} when the time is up. If the service asked for
   *     more time than there is, the time that there is has been waited, so that the queue behind
   *     keeps what it holds
   */
  boolean await(int attempt, long deadline) throws InterruptedException {
    long now = nanoClock.getAsLong();
    long pause = attempt == 1 ? 0 : backoff(attempt);
    if (told) {
      pause = Math.max(pause, notBefore - now);
    }
    if (attempt > 1 && !told && now + pause - deadline >= 0) {
      return false;
    }
    long wait = Math.min(pause, deadline - now);
    if (wait > 0) {
      sleeper.sleep(wait);
    }
    return deadline - nanoClock.getAsLong() > 0;
  }

  private static long backoff(int attempt) {
    long full = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(attempt - 2, MOST_DOUBLINGS));
    return full / 2 + ThreadLocalRandom.current().nextLong(full / 2);
  }
}
