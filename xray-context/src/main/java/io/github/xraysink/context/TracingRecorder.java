// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.contexts.SegmentContextResolverChain;
import com.amazonaws.xray.entities.AWSLogReference;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import com.amazonaws.xray.listeners.SegmentListener;
import com.amazonaws.xray.strategy.sampling.SamplingResponse;
import io.github.xraysink.context.entity.LiveEntity;
import io.github.xraysink.context.entity.LiveSegment;
import io.github.xraysink.context.entity.SegmentStart;
import io.github.xraysink.internal.Guard;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The SDK's recorder with everything that begins, ends, creates or sends replaced by ours. */
final class TracingRecorder extends AWSXRayRecorder {

  private final AsyncSegmentContext context;
  private final RuntimeContext runtimeContext = new RuntimeContext(this);
  /** What is sent where nobody chose. */
  static final Set<HeaderFormat> XRAY_ONLY = Set.of(HeaderFormat.XRAY);

  private final String serviceName;
  private final Set<HeaderFormat> headers;
  private volatile boolean retired;

  TracingRecorder(AsyncSegmentContext context, String serviceName) {
    this(context, serviceName, XRAY_ONLY);
  }

  TracingRecorder(AsyncSegmentContext context, String serviceName, Set<HeaderFormat> headers) {
    this.headers = Set.copyOf(headers);
    SdkSocket.release(getEmitter());
    this.context = context;
    this.serviceName = serviceName;
    super.setSegmentContextResolverChain(AsyncSegmentContext.chainOf(context));
    LambdaInvocations lambda = context.lambda();
    if (lambda != null) {
      lambda.belongTo(this);
    }
  }

  AsyncSegmentContext context() {
    return context;
  }

  /** The headers that calls from its entities carry. */
  Set<HeaderFormat> headers() {
    return headers;
  }

  /** The name of segments for which none is given. */
  String serviceName() {
    return serviceName;
  }

  /**
   * Its {@link Xraysink} was closed: it still works, but nobody should be given it who does not ask
   * for it.
   */
  void retire() {
    retired = true;
  }

  boolean isRetired() {
    return retired;
  }

  // --- segments ---

  @Override
  public Segment beginSegment(String name) {
    return begin(SegmentStart.sampled(named(name)), true);
  }

  @Override
  public Segment beginSegment(String name, TraceID traceId, @Nullable String parentId) {
    return begin(
        SegmentStart.sampled(named(name)).continuing(validOrNull(traceId), parentId), true);
  }

  /** Begins a segment that the sampling strategy, asked once, decides about. */
  @Override
  public Segment beginSegmentWithSampling(String name) {
    SegmentStart start = SegmentStart.sampled(named(name));
    SamplingResponse response = Sampling.ask(this, start.name(), null, null, null);
    return beginDecided(start.sampled(response.isSampled()), response);
  }

  /**
   * Begins a segment whose sampling has been decided, by a strategy that may support forcing it
   * later.
   */
  LiveSegment beginDecided(SegmentStart start, @Nullable SamplingResponse response) {
    boolean recorded = start.sampled() || Sampling.canBeForced(this);
    LiveSegment segment = begin(start, recorded);
    if (response != null) {
      response.getRuleName().ifPresent(segment::setRuleName);
    }
    return segment;
  }

  @Override
  public Segment beginNoOpSegment() {
    return begin(SegmentStart.sampled("").sampled(false), false);
  }

  @Override
  public Segment beginNoOpSegment(TraceID traceId) {
    return begin(
        SegmentStart.sampled("").continuing(validOrNull(traceId), null).sampled(false), false);
  }

  LiveSegment begin(SegmentStart start, boolean recorded) {
    SegmentStart complete = start.shared(runtimeContext.shared());
    LambdaInvocations lambda = context.lambda();
    LiveSegment segment = lambda == null
        ? context.lifecycle().beginSegment(this, complete, recorded)
        : lambda.beginSegment(this, complete, recorded);
    Position.beganSegment(segment);
    Listeners.began(segment);
    return segment;
  }

  private String named(@Nullable String name) {
    return name == null || name.isBlank() ? serviceName : name;
  }

  private static @Nullable TraceID validOrNull(@Nullable TraceID traceId) {
    return TraceID.invalid().equals(traceId) ? null : traceId;
  }

  @Override
  public void endSegment() {
    context.endCurrentSegment(this);
  }

  // --- subsegments ---

  @Override
  public Subsegment beginSubsegment(String name) {
    return context.beginSubsegment(this, name);
  }

  @Override
  public Subsegment beginSubsegmentWithoutSampling(String name) {
    return context.beginSubsegmentWithoutSampling(this, name);
  }

  @Override
  public void endSubsegment() {
    context.endSubsegment(this);
  }

  /** Ends that subsegment and nothing else, on any thread. */
  @Override
  public void endSubsegment(@Nullable Subsegment subsegment) {
    if (subsegment instanceof LiveEntity) {
      subsegment.end();
    } else if (subsegment != null) {
      ForeignEntities.end(this, subsegment);
      Position.ended(subsegment);
    }
  }

  // --- position ---

  @Override
  public @Nullable Entity getTraceEntity() {
    return Position.current();
  }

  @Override
  @Deprecated
  public void setTraceEntity(@Nullable Entity entity) {
    Position.set(entity);
  }

  @Override
  public void clearTraceEntity() {
    Position.clear();
  }

  @Override
  @Deprecated
  public void injectThreadLocal(@Nullable Entity entity) {
    Position.set(entity);
  }

  @Override
  @Deprecated
  public @Nullable Entity getThreadLocal() {
    return Position.current();
  }

  @Override
  @Deprecated
  public void clearThreadLocal() {
    Position.clear();
  }

  // --- create: begin, run, record what is thrown, end, and put the thread back ---

  @Override
  public <R> @Nullable R createSegment(String name, Function<Segment, @Nullable R> function) {
    return InEntity.call(() -> beginSegment(name), function);
  }

  @Override
  public void createSegment(String name, Consumer<Segment> consumer) {
    InEntity.call(() -> beginSegment(name), segment -> nothing(() -> consumer.accept(segment)));
  }

  @Override
  public <R extends @Nullable Object> R createSegment(String name, Supplier<R> supplier) {
    return InEntity.call(() -> beginSegment(name), segment -> supplier.get());
  }

  @Override
  public void createSegment(String name, Runnable runnable) {
    InEntity.call(() -> beginSegment(name), segment -> nothing(runnable));
  }

  @Override
  public <R> @Nullable R createSubsegment(String name, Function<Subsegment, @Nullable R> function) {
    return InEntity.call(() -> beginSubsegment(name), function);
  }

  @Override
  public void createSubsegment(String name, Consumer<Subsegment> consumer) {
    InEntity.call(
        () -> beginSubsegment(name), subsegment -> nothing(() -> consumer.accept(subsegment)));
  }

  @Override
  public <R extends @Nullable Object> R createSubsegment(String name, Supplier<R> supplier) {
    return InEntity.call(() -> beginSubsegment(name), subsegment -> supplier.get());
  }

  @Override
  public void createSubsegment(String name, Runnable runnable) {
    InEntity.call(() -> beginSubsegment(name), subsegment -> nothing(runnable));
  }

  private static @Nullable Void nothing(Runnable runnable) {
    runnable.run();
    return null;
  }

  // --- sending ---

  /** Refused for entities of ours, which send themselves once; otherwise as the SDK does. */
  @Override
  public boolean sendSegment(Segment segment) {
    if (segment instanceof LiveEntity) {
      context.lifecycle().counters().refusedCopies.increment();
      return false;
    }
    return segment.isSampled()
        && Guard.call("send a segment", false, () -> getEmitter().sendSegment(segment));
  }

  /** Refused for entities of ours, which send themselves once; otherwise as the SDK does. */
  @Override
  public boolean sendSubsegment(Subsegment subsegment) {
    if (subsegment instanceof LiveEntity) {
      context.lifecycle().counters().refusedCopies.increment();
      return false;
    }
    return subsegment.getParentSegment().isSampled()
        && Guard.call("send a subsegment", false, () -> getEmitter().sendSubsegment(subsegment));
  }

  // --- listeners ---

  @Override
  public void addSegmentListener(SegmentListener listener) {
    super.addSegmentListener(listener);
    Listeners.any(this);
  }

  @Override
  public void addAllSegmentListeners(Collection<SegmentListener> listeners) {
    super.addAllSegmentListeners(listeners);
    Listeners.any(this);
  }

  // --- what all segments tell ---

  @Override
  public void putRuntimeContext(String key, @Nullable Object value) {
    super.putRuntimeContext(key, value == null ? "" : value);
    runtimeContext.changed();
  }

  @Override
  public void addAllLogReferences(Set<AWSLogReference> references) {
    runtimeContext.addLogReferences(references);
  }

  @Override
  public Map<String, Object> getAwsRuntimeContext() {
    runtimeContext.handedOut();
    return super.getAwsRuntimeContext();
  }

  @Override
  public Map<String, Object> getServiceRuntimeContext() {
    runtimeContext.handedOut();
    return super.getServiceRuntimeContext();
  }

  @Override
  public void setOrigin(String origin) {
    super.setOrigin(origin);
    runtimeContext.changed();
  }

  Map<String, Object> awsNow() {
    return super.getAwsRuntimeContext();
  }

  Map<String, Object> serviceNow() {
    return super.getServiceRuntimeContext();
  }

  RuntimeContext runtimeContext() {
    return runtimeContext;
  }

  /**
   * Refused.
   *
   * @throws UnsupportedOperationException always: without its context this recorder would be the
   *     SDK's
   */
  @Override
  public void setSegmentContextResolverChain(SegmentContextResolverChain chain) {
    if (context != null) {
      throw new UnsupportedOperationException(
          "segmentContextResolverChain cannot be set: a recorder built by Xraysink keeps its own; "
              + "use AWSXRayRecorderBuilder for another");
    }
    super.setSegmentContextResolverChain(chain);
  }
}
