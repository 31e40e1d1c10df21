// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.TraceID;
import io.github.xraysink.context.entity.LiveSegment;
import io.github.xraysink.context.entity.SegmentStart;
import io.github.xraysink.internal.Guard;
import org.jspecify.annotations.Nullable;

/** Makes a segment of ours out of one that the SDK's recorder has just begun. */
final class AdoptedSegments {

  private AdoptedSegments() {}

  static LiveSegment adopt(AsyncSegmentContext context, AWSXRayRecorder recorder, Segment theirs) {
    LambdaInvocations lambda = context.lambda();
    boolean recording = theirs.isRecording();
    SegmentStart start = SegmentStart.sampled(theirs.getName())
        .continuing(validOrNull(theirs.getTraceId()), theirs.getParentId())
        .sampled(theirs.isSampled());
    LiveSegment ours = lambda == null
        ? context.lifecycle().beginSegment(recorder, start, recording)
        : lambda.beginSegment(recorder, start, recording, theirs);
    if (ours.isRecording()) {
      Guard.run("take over a segment of the SDK's", () -> copy(theirs, ours));
    }
    return ours;
  }

  private static void copy(Segment theirs, LiveSegment ours) {
    ours.setId(theirs.getId());
    ours.putAllAws(theirs.getAws());
    ours.putAllService(theirs.getService());
    ours.putAllHttp(theirs.getHttp());
    ours.putAllSql(theirs.getSql());
    theirs.getAnnotations().forEach(ours.getAnnotations()::put);
    ours.setMetadata(theirs.getMetadata());
    if (theirs.getOrigin() != null) {
      ours.setOrigin(theirs.getOrigin());
    }
    if (theirs.getUser() != null) {
      ours.setUser(theirs.getUser());
    }
    if (theirs.getResourceArn() != null) {
      ours.setResourceArn(theirs.getResourceArn());
    }
    if (theirs.getNamespace() != null && !theirs.getNamespace().isEmpty()) {
      ours.setNamespace(theirs.getNamespace());
    }
    ours.setError(theirs.isError());
    ours.setFault(theirs.isFault());
    if (theirs.isThrottle()) {
      ours.setThrottle(true);
    }
    ours.getCause().addExceptions(theirs.getCause().getExceptions());
  }

  /**
   * The SDK uses one id of zeros for all traces that have none; ours get one that tells them apart
   * in logs.
   */
  private static @Nullable TraceID validOrNull(@Nullable TraceID id) {
    return TraceID.invalid().equals(id) ? null : id;
  }
}
