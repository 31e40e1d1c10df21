// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import java.time.Instant;

/** Where entities take the time from. */
public interface TraceClock {

  /** Wall clock and {@link System#nanoTime}. */
  TraceClock SYSTEM = new TraceClock() {
    @Override
    public long epochMicros() {
      Instant now = Instant.now();
      return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }
  };

  /** The wall clock in microseconds since the epoch. Read once per segment. */
  long epochMicros();

  /** A clock that never goes back, in nanoseconds from an arbitrary origin. */
  long nanos();
}
