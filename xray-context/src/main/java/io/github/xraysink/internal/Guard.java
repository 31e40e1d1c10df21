// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.internal;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs what must not hurt the application: our own work, the SDK's, and the user's hooks and
 * listeners.
 *
 * <p>Whatever is thrown, errors included, ends here: it is counted, the first one is logged with
 * its stack and later ones at most once a minute. The application's own code never runs inside a
 * guard. An {@link OutOfMemoryError} is kept back as well: if memory is really short the
 * application will meet it at its next allocation, and not in a place where it cannot expect one.
 */
public final class Guard {

  private static final LongAdder FAULTS = new LongAdder();
  private static final ThrottledLog LOG = new ThrottledLog(System.getLogger(Guard.class.getName()));

  private Guard() {}

  /** Work that may throw anything. */
  @FunctionalInterface
  public interface Risky {
    void run() throws Throwable;
  }

  /**
   * Runs {@code work} and keeps back whatever it throws.
   *
   * @param what what was attempted, for the log: "notify a segment listener"
   */
  public static void run(String what, Risky work) {
    try {
      work.run();
    } catch (Throwable fault) {
      caught(what, fault);
    }
  }

  /** As {@link #run}, with a result; {@code fallback} if {@code work} throws. */
  public static <T extends @Nullable Object> T call(
      String what, T fallback, Supplier<? extends T> work) {
    try {
      return work.get();
    } catch (Throwable fault) {
      caught(what, fault);
      return fallback;
    }
  }

  /** Counts and logs a fault caught elsewhere, where a lambda would cost too much. Never throws. */
  public static void caught(String what, Throwable fault) {
    FAULTS.increment();
    try {
      LOG.warn("Could not " + what + "; the application is not affected", fault);
    } catch (Throwable loggingFailed) {
      FAULTS.increment();
    }
  }

  /** How many faults were kept back in this process so far. */
  public static long faults() {
    return FAULTS.sum();
  }
}
