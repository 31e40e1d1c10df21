// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A logger for warnings that may come in floods: the first one at once, then at most one a minute
 * with a count.
 */
public final class ThrottledLog {

  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long NEVER = Long.MIN_VALUE;

  private final Logger logger;
  private final AtomicLong lastNanos = new AtomicLong(NEVER);
  private final AtomicLong suppressed = new AtomicLong();

  public ThrottledLog(Logger logger) {
    this.logger = logger;
  }

  /** Logs at WARNING, or only counts if the last line is younger than a minute. */
  public void warn(String message, @Nullable Throwable cause) {
    long now = System.nanoTime();
    long last = lastNanos.get();
    boolean quiet = last != NEVER && now - last < QUIET_NANOS;
    if (quiet || !lastNanos.compareAndSet(last, now == NEVER ? now + 1 : now)) {
      suppressed.incrementAndGet();
      logger.log(Level.DEBUG, message, cause);
      return;
    }
    long before = suppressed.getAndSet(0);
    logger.log(
        Level.WARNING,
        before == 0 ? message : message + " (" + before + " similar lines left out)",
        cause);
  }
}
