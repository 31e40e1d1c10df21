// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import io.github.xraysink.context.entity.Lifecycle;
import io.github.xraysink.context.entity.LiveEntity;
import io.github.xraysink.context.entity.LiveSegment;
import io.github.xraysink.context.entity.SegmentStart;
import io.github.xraysink.internal.Guard;
import org.jspecify.annotations.Nullable;

/**
 * Entities that the application made with the SDK's own classes, or that belong to another recorder
 * of the SDK's.
 */
final class ForeignEntities {

  private ForeignEntities() {}

  /**
   * Begins a subsegment of ours below a foreign entity. It is sent on its own, below that entity's
   * id; below one that does not record, it is the SDK's no-op.
   */
  static Subsegment beginBelow(
      AsyncSegmentContext context,
      AWSXRayRecorder recorder,
      Entity parent,
      @Nullable String name,
      boolean sampled) {
    Segment segment = parent.getParentSegment();
    Subsegment subsegment;
    if (Position.isRecording(parent)) {
      subsegment = Lifecycle.beginBelow(facade(context, recorder, parent, segment), name, sampled);
    } else {
      boolean silent = parent instanceof Subsegment noOp && !noOp.shouldPropagate();
      subsegment = silent
          ? Subsegment.noOp(recorder, false)
          : Subsegment.noOp(segment, recorder, name == null ? "" : name);
      leadBackTo(subsegment, Position.current());
    }
    Position.beganBelow(subsegment);
    Listeners.began(subsegment);
    return subsegment;
  }

  /** Where the thread goes when the no-op ends; on Lambda that may be nowhere. */
  @SuppressWarnings(
      "NullAway") // the SDK's no-op takes null, and nobody but us asks it for its parent
  private static void leadBackTo(Subsegment noOp, @Nullable Entity position) {
    noOp.setParent(position);
  }

  private static LiveSegment facade(
      AsyncSegmentContext context, AWSXRayRecorder recorder, Entity parent, Segment segment) {
    SegmentStart start = SegmentStart.sampled(parent.getName())
        .continuing(segment.getTraceId(), null)
        .sampled(parent.isSampled())
        .kind(LiveSegment.Kind.FACADE);
    LiveSegment facade = context.lifecycle().beginSegment(recorder, start, parent.isSampled());
    facade.setId(parent.getId());
    facade.standFor(parent);
    return facade;
  }

  static void end(AWSXRayRecorder recorder, Segment segment) {
    Guard.run("end a segment of the SDK's", () -> {
      if (segment.end() && segment.isSampled()) {
        recorder.getEmitter().sendSegment(segment);
      }
    });
  }

  /**
   * Ends it and sends what became ready: its segment, or itself if its segment is ours and does not
   * know of it.
   */
  static void end(AWSXRayRecorder recorder, Subsegment subsegment) {
    Guard.run("end a subsegment of the SDK's", () -> endAndSend(recorder.getEmitter(), subsegment));
  }

  private static void endAndSend(Emitter emitter, Subsegment subsegment) {
    boolean segmentReady = subsegment.end();
    Segment segment = subsegment.getParentSegment();
    if (segment instanceof LiveEntity) {
      if (subsegment.isSampled() && subsegment.isRecording()) {
        if (subsegment.getParent() == null) {
          subsegment.setParent(segment);
        }
        emitter.sendSubsegment(subsegment);
      }
    } else if (segmentReady && segment.isSampled()) {
      emitter.sendSegment(segment);
    }
  }
}
