// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.contexts.SegmentContext;
import com.amazonaws.xray.contexts.SegmentContextResolverChain;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.exceptions.SegmentNotFoundException;
import com.amazonaws.xray.exceptions.SubsegmentNotFoundException;
import io.github.xraysink.context.entity.Lifecycle;
import io.github.xraysink.context.entity.LifecycleSettings;
import io.github.xraysink.context.entity.LiveEntity;
import io.github.xraysink.context.entity.LiveSubsegment;
import io.github.xraysink.internal.Guard;
import org.jspecify.annotations.Nullable;

/**
 * A segment context that stays right when work leaves the thread: put it into the SDK's own
 * recorder builder.
 *
 * <pre>{@code
 * AWSXRayRecorderBuilder.standard()
 *     .withSegmentContextResolverChain(AsyncSegmentContext.resolverChain())
 *     .build();
 * }</pre>
 *
 * <p>The recorder then begins and ends segments and subsegments of ours, which end themselves,
 * once, on any thread, and are sent once. What the SDK's recorder does around the context stays as
 * it is; the module's README lists the laws this "drop-in" mode cannot keep.
 * {@link Xraysink#builder()} gives a recorder that keeps them all.
 */
public final class AsyncSegmentContext implements SegmentContext {

  private final Lifecycle lifecycle;
  private final @Nullable LambdaInvocations lambda;

  AsyncSegmentContext(LifecycleSettings settings, @Nullable LambdaInvocations lambda) {
    this.lifecycle = new Lifecycle(settings, new ContextSurroundings());
    this.lambda = lambda;
    if (lambda != null) {
      lambda.serve(this);
    }
  }

  /**
   * A new chain for {@code AWSXRayRecorderBuilder.withSegmentContextResolverChain} that resolves to
   * one new context. Use one chain per recorder.
   */
  public static SegmentContextResolverChain resolverChain() {
    Recorders.globalIsConfigured();
    Listeners.expect(); // the SDK's recorder does not tell when it gets one
    LambdaInvocations lambda = LambdaInvocations.inEnvironment(
        LambdaMode.AUTO,
        ContextSettings.LAMBDA_FLUSH_TIMEOUT.require(null, Setting.Sources.PROCESS));
    return chainOf(new AsyncSegmentContext(LifecycleSettings.defaults(), lambda));
  }

  static SegmentContextResolverChain chainOf(AsyncSegmentContext context) {
    SegmentContextResolverChain chain = new SegmentContextResolverChain();
    chain.addResolver(() -> context);
    return chain;
  }

  /** The context of ours that {@code recorder} uses; {@code null} if it uses another. */
  static @Nullable AsyncSegmentContext of(AWSXRayRecorder recorder) {
    if (recorder instanceof TracingRecorder ours) {
      return ours.context();
    }
    return Guard.call(
        "look at a recorder's segment context",
        null,
        () ->
            recorder.getSegmentContextResolverChain().resolve() instanceof AsyncSegmentContext ours
                ? ours
                : null);
  }

  Lifecycle lifecycle() {
    return lifecycle;
  }

  @Nullable
  LambdaInvocations lambda() {
    return lambda;
  }

  // --- position ---

  @Override
  public @Nullable Entity getTraceEntity() {
    return Position.current();
  }

  /**
   * Makes {@code entity} current on this thread, which owns the position from now on; {@code null}
   * clears it.
   */
  @Override
  public void setTraceEntity(@Nullable Entity entity) {
    Position.set(entity);
  }

  @Override
  public void clearTraceEntity() {
    Position.clear();
  }

  // --- segments, as the SDK's recorder asks for them ---

  /** Puts a segment of ours, with all that the SDK's tells, in the place of the SDK's. */
  @Override
  public Segment beginSegment(AWSXRayRecorder recorder, Segment segment) {
    if (segment instanceof LiveEntity) {
      return segment;
    }
    Segment ours = AdoptedSegments.adopt(this, recorder, segment);
    Position.replaceSdkSegment(segment, ours);
    return ours;
  }

  /**
   * Ends the current segment, if this thread owns its position. The SDK's recorder goes on to end
   * what is current: it finds a cover that does not record, and only clears.
   */
  @Override
  public void endSegment(AWSXRayRecorder recorder) {
    if (Position.current() == null) {
      return; // the recorder reports the missing context itself
    }
    endCurrentSegment(recorder);
    Position.coverWhileSdkEnds();
  }

  /**
   * Ends the current segment; reports missing context if there is none, or it is not this thread's
   * to end.
   */
  void endCurrentSegment(AWSXRayRecorder recorder) {
    Entity current = Position.current();
    if (current == null || !Position.owns(Position.ofThisThread(), current)) {
      missing(
          recorder,
          "Failed to end segment: segment cannot be found.",
          SegmentNotFoundException.class);
      return;
    }
    Segment segment = current.getParentSegment();
    if (segment instanceof LiveEntity) {
      segment.end();
      Position.leave(segment);
    } else {
      ForeignEntities.end(recorder, segment);
      Position.leave(segment);
    }
  }

  // --- subsegments ---

  @Override
  public Subsegment beginSubsegment(AWSXRayRecorder recorder, String name) {
    return begin(recorder, name, true);
  }

  /** Begins a subsegment that stays out of the trace, with all that will be below it. */
  @Override
  public Subsegment beginSubsegmentWithoutSampling(AWSXRayRecorder recorder, String name) {
    return begin(recorder, name, false);
  }

  private Subsegment begin(AWSXRayRecorder recorder, @Nullable String name, boolean sampled) {
    Entity current = lambda == null ? Position.current() : lambda.position(recorder);
    if (current instanceof LiveEntity parent) {
      Subsegment subsegment = Lifecycle.beginBelow(parent, name, sampled);
      Position.beganBelow(subsegment);
      Listeners.began(subsegment);
      return subsegment;
    }
    if (current == null) {
      missing(
          recorder,
          "Failed to begin subsegment named '" + name + "': segment cannot be found.",
          SegmentNotFoundException.class);
      return Subsegment.noOp(recorder, false);
    }
    return ForeignEntities.beginBelow(this, recorder, current, name, sampled);
  }

  /**
   * Ends the current subsegment, if this thread owns its position; otherwise reports missing
   * context.
   */
  @Override
  public void endSubsegment(AWSXRayRecorder recorder) {
    @Nullable Object[] here = Position.ofThisThread();
    Entity current = Position.current(here);
    if (current instanceof LiveSubsegment ours && Position.owns(here, current)) {
      ours.end();
    } else if (current instanceof Subsegment theirs && Position.owns(here, current)) {
      ForeignEntities.end(recorder, theirs);
      Position.ended(theirs);
    } else {
      missing(
          recorder,
          "Failed to end subsegment: subsegment cannot be found.",
          SubsegmentNotFoundException.class);
    }
  }

  /** As the recorder's strategy says, which may be to throw: that is what its user asked for. */
  private void missing(
      AWSXRayRecorder recorder, String message, Class<? extends RuntimeException> type) {
    lifecycle.counters().contextMissing.increment();
    recorder.getContextMissingStrategy().contextMissing(message, type);
  }
}
