// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.TraceID;
import com.amazonaws.xray.strategy.sampling.SamplingResponse;
import io.github.xraysink.context.entity.LiveSegment;
import io.github.xraysink.context.entity.SegmentStart;
import io.github.xraysink.internal.Guard;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How {@link XraySegments} begins a segment. Immutable; may be kept and used again. */
public final class SegmentOptions {

  static final SegmentOptions NONE =
      new SegmentOptions(null, IncomingTrace.none(), SamplingSubject.NOTHING, null);

  /** What sampling rules may match besides the service; all absent for work without a request. */
  private record SamplingSubject(
      @Nullable String host,
      @Nullable String method,
      @Nullable String path) {
    static final SamplingSubject NOTHING = new SamplingSubject(null, null, null);
  }

  private final @Nullable AWSXRayRecorder recorder;
  private final IncomingTrace incoming;
  private final SamplingSubject subject;
  private final @Nullable TraceSnapshot above;

  private SegmentOptions(
      @Nullable AWSXRayRecorder recorder,
      IncomingTrace incoming,
      SamplingSubject subject,
      @Nullable TraceSnapshot above) {
    this.recorder = recorder;
    this.incoming = incoming;
    this.subject = subject;
    this.above = above;
  }

  /**
   * These options below the caller that {@code traceHeader} names; see
   * {@link XraySegments#continuing}.
   */
  public SegmentOptions continuing(@Nullable String traceHeader) {
    return continuing(TraceHeaders.parse(traceHeader));
  }

  /** The same for a caller whose header, of whatever kind, has been read already. */
  public SegmentOptions continuing(IncomingTrace caller) {
    return new SegmentOptions(recorder, Objects.requireNonNull(caller, "caller"), subject, null);
  }

  /**
   * These options in the trace of a position in this process and right below it, by its recorder,
   * with its sampling decision and what travels with it. Below a position without a trace, a new
   * one begins; below one that is {@linkplain XraySegments#untraced untraced}, nothing does.
   */
  public SegmentOptions below(TraceSnapshot position) {
    Entity entity = Objects.requireNonNull(position, "position").entity();
    AWSXRayRecorder owner = entity == null ? recorder : entity.getCreator();
    IncomingTrace caller = Guard.call(
        "go on from a position", IncomingTrace.none(), () -> CurrentPosition.asCaller(entity));
    return new SegmentOptions(owner, caller, subject, position);
  }

  /** These options with another recorder than the one in force. */
  public SegmentOptions with(AWSXRayRecorder recorder) {
    return new SegmentOptions(
        Objects.requireNonNull(recorder, "recorder"), incoming, subject, above);
  }

  /**
   * What the sampling strategy is told besides the name of the segment; {@code null} for what there
   * is none of.
   *
   * @param host as in the {@code Host} header
   * @param method of the HTTP request
   * @param path of the HTTP request, or a path that stands for the work
   */
  public SegmentOptions sampledBy(
      @Nullable String host, @Nullable String method, @Nullable String path) {
    return new SegmentOptions(recorder, incoming, new SamplingSubject(host, method, path), above);
  }

  /**
   * Whether what begins with these options now is a subsegment, because this process is a Lambda
   * function, whose segments Lambda sends itself.
   */
  public boolean becomesSubsegment() {
    AWSXRayRecorder inForce = recorder == null ? Recorders.inForce() : recorder;
    AsyncSegmentContext context = inForce == null ? null : AsyncSegmentContext.of(inForce);
    return context != null && context.lambda() != null;
  }

  /**
   * Begins a segment that is ended by hand, on whatever thread; the calling thread's position stays
   * as it is. For work that does not begin and end in one call; otherwise {@link #run} and its like
   * are safer.
   *
   * @param name of the segment; made to fit X-Ray's rules when it is sent
   * @return never {@code null}; does nothing where no recorder of ours is configured
   */
  public StartedSegment start(@Nullable String name) {
    Position.Mount before = stand();
    try {
      Baggage baggage = Position.baggage();
      TraceSnapshot elsewhere = above == null ? TraceSnapshot.none() : above;
      return new StartedSegment(begin(name), elsewhere, baggage);
    } finally {
      before.putBack();
    }
  }

  /** As {@link XraySegments#run}. */
  public <E extends Throwable> void run(String name, ThrowingRunnable<E> work) throws E {
    Objects.requireNonNull(work, "work");
    Position.Mount before = stand();
    InEntity.<@Nullable Void, E>call(before, begin(name), () -> {
      work.run();
      return null;
    });
  }

  /** As {@link XraySegments#call}. */
  public <T extends @Nullable Object, E extends Throwable> T call(
      String name, ThrowingSupplier<T, E> work) throws E {
    Objects.requireNonNull(work, "work");
    Position.Mount before = stand();
    return InEntity.call(before, begin(name), work);
  }

  /** As {@link XraySegments#callAsync}. */
  public <S extends @Nullable CompletionStage<?>> S callAsync(String name, Supplier<S> work) {
    Objects.requireNonNull(work, "work");
    Position.Mount before = stand();
    return InEntity.callAsync(before, begin(name), work);
  }

  /** Goes to where the segment is to begin. */
  private Position.Mount stand() {
    return above == null ? Position.remember() : above.mount();
  }

  /**
   * Begins the segment and makes it current; {@code null} where no recorder of ours is configured.
   */
  private @Nullable Segment begin(@Nullable String name) {
    return Guard.call("begin a segment", null, () -> beginWith(name));
  }

  private @Nullable Segment beginWith(@Nullable String name) {
    if (above != null && CurrentPosition.isSilent(above.entity())) {
      return null;
    }
    AWSXRayRecorder inForce = recorder == null ? Recorders.inForce() : recorder;
    if (inForce instanceof TracingRecorder ours) {
      return beginOurs(ours, name);
    }
    if (inForce == null || inForce instanceof DisabledRecorder) {
      return null;
    }
    if (!ForeignContexts.usesOurs(inForce)) {
      ForeignContexts.warn(inForce);
      return null;
    }
    return beginSdk(inForce, name == null || name.isBlank() ? "unnamed" : name);
  }

  private Segment beginOurs(TracingRecorder ours, @Nullable String name) {
    String effective = name == null || name.isBlank() ? ours.serviceName() : name;
    SegmentStart start = SegmentStart.sampled(effective)
        .continuing(incoming.traceId(), incoming.parentId())
        .headerExtras(incoming.kept());
    if (ours.context().lambda() != null) {
      return ours.begin(start, true);
    }
    if (incoming.decision().isDecided()) {
      return ours.beginDecided(start.sampled(isSampledByCaller()), null);
    }
    SamplingResponse response =
        Sampling.ask(ours, effective, subject.host(), subject.path(), subject.method());
    return ours.beginDecided(start.sampled(response.isSampled()), response);
  }

  /** With the SDK's own recorder, through what it offers. */
  private Segment beginSdk(AWSXRayRecorder sdk, String name) {
    SamplingResponse response = incoming.decision().isDecided()
        ? new SamplingResponse(isSampledByCaller())
        : Sampling.ask(sdk, name, subject.host(), subject.path(), subject.method());
    TraceID trace = traceId();
    TraceID effective = trace == null ? TraceID.create(sdk) : trace;
    Segment segment;
    if (response.isSampled() || Sampling.canBeForced(sdk)) {
      segment = sdk.beginSegment(name, effective, incoming.parentId());
      segment.setSampled(response.isSampled());
      response.getRuleName().ifPresent(segment::setRuleName);
    } else {
      segment = sdk.beginNoOpSegment(effective);
    }
    if (segment instanceof LiveSegment ours) {
      ours.headerExtras(incoming.kept());
    }
    return segment;
  }

  private boolean isSampledByCaller() {
    return incoming.decision() == SamplingDecision.SAMPLED;
  }

  private @Nullable TraceID traceId() {
    String id = incoming.traceId();
    return id == null ? null : TraceID.fromString(id);
  }
}
