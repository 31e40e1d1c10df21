// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.entities.Subsegment;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A subsegment begun by {@link XraySubsegments#start}, to be ended by hand, once, on any thread. No
 * method throws.
 *
 * <p>The subsegment is nobody's current entity by itself: run what belongs to it under its
 * {@link #snapshot()}.
 */
public final class StartedSubsegment {

  private final @Nullable Subsegment subsegment;
  private final TraceSnapshot snapshot;
  private final AtomicBoolean finished = new AtomicBoolean();

  StartedSubsegment(@Nullable Subsegment subsegment, TraceSnapshot snapshot) {
    this.subsegment = subsegment;
    this.snapshot = snapshot;
  }

  /** The subsegment, sampled or not, to be written to; empty outside a trace. */
  public Optional<Subsegment> subsegment() {
    return Optional.ofNullable(subsegment);
  }

  /**
   * The position in this subsegment with the baggage of the thread that began it, for
   * {@link TraceSnapshot#restore}, {@link TraceSnapshot#wrap} and {@link SegmentOptions#below}.
   */
  public TraceSnapshot snapshot() {
    return snapshot;
  }

  /**
   * Records what went wrong: an exception is a fault, a cancellation or an interrupt the annotation
   * {@code cancelled}.
   */
  public void fail(Throwable thrown) {
    InEntity.fail(subsegment, thrown);
  }

  /**
   * Ends the subsegment.
   *
   * @return whether this call ended it; {@code false} if an earlier one had
   */
  public boolean finish() {
    boolean first = finished.compareAndSet(false, true);
    if (first) {
      InEntity.end(subsegment);
    }
    return first;
  }
}
