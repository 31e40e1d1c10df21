// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.stress;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.context.XraysinkBuilder;
import io.github.xraysink.emit.EntityView;
import io.github.xraysink.emit.Handover;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Builds what the rounds are played on: a recorder whose emitter only counts. */
final class Stage {

  // Held: loggers are collected when nobody holds them, and their level with them.
  private static final Logger LOG = Logger.getLogger("io.github.xraysink");

  static {
    // Closing with something open is what some rounds are about: a warning each time would be most
    // of the work.
    LOG.setLevel(Level.OFF);
  }

  private Stage() {}

  /** The default threshold: completed children wait for their parent. */
  static Xraysink waiting() {
    return builder().build();
  }

  /** At most {@code threshold} completed children wait. */
  static Xraysink streaming(int threshold) {
    return builder().streamingThreshold(threshold).build();
  }

  /** As {@link #waiting}, with a listener, which makes ending an entity a different path. */
  static Xraysink listening() {
    return builder().segmentListener(new Round.Ears()).build();
  }

  /** A segment without children as an emitter takes it. */
  static EntityView takenTree() {
    AtomicReference<EntityView> taken = new AtomicReference<>();
    Emitter taking = new Emitter() {
      @Override
      public boolean sendSegment(Segment segment) {
        taken.set(((Handover) segment).take());
        return true;
      }

      @Override
      public boolean sendSubsegment(Subsegment subsegment) {
        return false;
      }
    };
    try (Xraysink xraysink = builder().emitter(taking).build()) {
      xraysink.recorder().beginSegment("segment").close();
    }
    return Objects.requireNonNull(taken.get());
  }

  private static XraysinkBuilder builder() {
    // jcstress keeps many rounds alive at once: none of them is to be given up as one too many.
    return Xraysink.builder()
        .emitter(new CountingEmitter())
        .samplingStrategy(new AllSamplingStrategy())
        .maxOpenEntities(Integer.MAX_VALUE);
  }

  private static final class CountingEmitter extends Emitter {

    @Override
    public boolean sendSegment(Segment segment) {
      return Round.take(segment);
    }

    @Override
    public boolean sendSubsegment(Subsegment subsegment) {
      return Round.take(subsegment);
    }
  }
}
