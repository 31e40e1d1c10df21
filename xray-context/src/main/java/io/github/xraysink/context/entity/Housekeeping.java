// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import io.github.xraysink.internal.Guard;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that looks after something now and then, for as long as there is something to
 * look after.
 *
 * <p>It starts when first needed and ends by itself after a few looks at nothing, so that a class
 * loader nobody uses any more can be collected without anybody having called {@link #stop}.
 */
final class Housekeeping {

  private static final int IDLE_LOOKS = 5;

  private final long periodNanos;
  private final Runnable look;
  private final BooleanSupplier needed;
  private final AtomicReference<@Nullable Thread> running = new AtomicReference<>();
  private volatile boolean stopped;

  Housekeeping(Duration period, Runnable look, BooleanSupplier needed) {
    this.periodNanos = Math.max(1_000_000, period.toNanos());
    this.look = look;
    this.needed = needed;
  }

  /** Makes sure the thread runs, unless it was stopped. */
  void wake() {
    if (running.get() == null && !stopped) {
      Guard.run("start the housekeeping thread", this::start);
    }
  }

  private void start() {
    Thread thread = new Thread(null, this::run, "xraysink-housekeeping", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    if (running.compareAndSet(null, thread)) {
      thread.start();
    }
  }

  /** Ends the thread for good; does not wait for it. */
  void stop() {
    stopped = true;
    Thread thread = running.get();
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    try {
      int idle = 0;
      while (!stopped && idle < IDLE_LOOKS) {
        LockSupport.parkNanos(this, periodNanos);
        Guard.run("look after open segments", look::run);
        idle = needed.getAsBoolean() ? 0 : idle + 1;
      }
    } finally {
      running.set(null);
    }
    if (needed.getAsBoolean()) {
      wake();
    }
  }
}
