// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import io.github.xraysink.context.entity.LiveSegment;
import io.github.xraysink.context.entity.SegmentStart;
import org.jspecify.annotations.Nullable;

/**
 * Positions that other processes told us of: facades, below which subsegments are sent on their
 * own.
 */
final class RemotePositions {

  private RemotePositions() {}

  /**
   * A facade for what a header says, of the recorder in force; {@code null} if it says too little
   * or there is none.
   */
  static @Nullable Entity of(IncomingTrace incoming) {
    AWSXRayRecorder recorder = Recorders.inForce();
    AsyncSegmentContext context = recorder == null ? null : AsyncSegmentContext.of(recorder);
    return context == null ? null : facade(context, recorder, incoming);
  }

  static @Nullable LiveSegment facade(
      AsyncSegmentContext context, @Nullable AWSXRayRecorder recorder, IncomingTrace incoming) {
    String traceId = incoming.traceId();
    String parentId = incoming.parentId();
    if (recorder == null || traceId == null || parentId == null) {
      return null;
    }
    boolean sampled = incoming.decision() == SamplingDecision.SAMPLED;
    SegmentStart start = SegmentStart.sampled("remote")
        .continuing(traceId, null)
        .sampled(sampled)
        .headerExtras(incoming.kept())
        .kind(LiveSegment.Kind.FACADE);
    LiveSegment facade = context.lifecycle().beginSegment(recorder, start, sampled);
    facade.setId(parentId);
    return facade;
  }
}
