// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.internal;

import java.util.concurrent.atomic.LongAdder;

/** What one recorder's context met and kept back, counted from any thread. */
public final class Counters {

  /** Writes to an entity that had been handed to the emitter, and null keys or values. */
  public final LongAdder ignoredWrites = new LongAdder();

  /**
   * {@code sendSegment} calls, streaming strategies and the like that would have made a second
   * copy.
   */
  public final LongAdder refusedCopies = new LongAdder();

  /** Operations that found no segment to work on. */
  public final LongAdder contextMissing = new LongAdder();

  /** Entities sent in progress and no longer held, because they were open too long or too many. */
  public final LongAdder forgotten = new LongAdder();
}
