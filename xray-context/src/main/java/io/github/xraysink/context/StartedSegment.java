// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.entities.Segment;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A segment begun by {@link SegmentOptions#start}, to be ended by hand, once, on any thread. No
 * method throws.
 *
 * <p>The segment is nobody's current entity by itself: run what belongs to it under its
 * {@link #snapshot()}.
 */
public final class StartedSegment {

  private final @Nullable Segment segment;
  private final TraceSnapshot snapshot;
  private final AtomicBoolean finished = new AtomicBoolean();

  /**
   * @param elsewhere the position of the work where there is no segment
   * @param baggage what the work takes along
   */
  StartedSegment(@Nullable Segment segment, TraceSnapshot elsewhere, Baggage baggage) {
    this.segment = segment;
    this.snapshot = segment == null ? elsewhere : TraceSnapshot.of(segment, baggage);
  }

  /**
   * The segment, sampled or not, to be written to; empty where no recorder of ours is configured.
   */
  public Optional<Segment> segment() {
    return Optional.ofNullable(segment);
  }

  /**
   * The position in this segment with the baggage of where it was started, for
   * {@link TraceSnapshot#restore} and {@link TraceSnapshot#wrap}. Where there is no segment, the
   * position of where it was to be started, or none.
   */
  public TraceSnapshot snapshot() {
    return snapshot;
  }

  /**
   * Records what went wrong: an exception is a fault, a cancellation or an interrupt the annotation
   * {@code cancelled}.
   */
  public void fail(Throwable thrown) {
    InEntity.fail(segment, thrown);
  }

  /**
   * Ends and sends the segment.
   *
   * @return whether this call ended it; {@code false} if an earlier one had
   */
  public boolean finish() {
    boolean first = finished.compareAndSet(false, true);
    if (first) {
      InEntity.end(segment);
    }
    return first;
  }
}
