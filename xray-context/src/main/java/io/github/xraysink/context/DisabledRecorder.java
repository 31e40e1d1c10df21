// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import com.amazonaws.xray.strategy.IgnoreErrorContextMissingStrategy;
import com.amazonaws.xray.strategy.sampling.NoSamplingStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The recorder of a process where tracing is off: no position, no document, no header, no log line.
 */
final class DisabledRecorder extends AWSXRayRecorder {

  DisabledRecorder() {
    SdkSocket.release(getEmitter());
    setEmitter(new Silence());
    setSamplingStrategy(new NoSamplingStrategy());
    setContextMissingStrategy(new IgnoreErrorContextMissingStrategy());
  }

  private static final class Silence extends Emitter {
    @Override
    public boolean sendSegment(Segment segment) {
      return false;
    }

    @Override
    public boolean sendSubsegment(Subsegment subsegment) {
      return false;
    }
  }

  private Segment nothing() {
    return Segment.noOp(TraceID.create(this), this);
  }

  @Override
  public Segment beginSegment(String name) {
    return nothing();
  }

  @Override
  public Segment beginSegment(String name, TraceID traceId, @Nullable String parentId) {
    return Segment.noOp(traceId, this);
  }

  @Override
  public Segment beginSegmentWithSampling(String name) {
    return nothing();
  }

  @Override
  public Segment beginNoOpSegment() {
    return nothing();
  }

  @Override
  public Segment beginNoOpSegment(TraceID traceId) {
    return Segment.noOp(traceId, this);
  }

  @Override
  public void endSegment() {}

  @Override
  public Subsegment beginSubsegment(String name) {
    return Subsegment.noOp(this, false);
  }

  @Override
  public Subsegment beginSubsegmentWithoutSampling(String name) {
    return Subsegment.noOp(this, false);
  }

  @Override
  public void endSubsegment() {}

  @Override
  public void endSubsegment(@Nullable Subsegment subsegment) {}

  @Override
  public @Nullable Entity getTraceEntity() {
    return null;
  }

  @Override
  @Deprecated
  public void setTraceEntity(@Nullable Entity entity) {}

  @Override
  public void clearTraceEntity() {}

  @Override
  public boolean sendSegment(Segment segment) {
    return false;
  }

  @Override
  public boolean sendSubsegment(Subsegment subsegment) {
    return false;
  }
}
