// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import io.github.xraysink.context.entity.LiveSegment;
import io.github.xraysink.context.entity.SegmentStart;
import io.github.xraysink.internal.ThrottledLog;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where work hangs on Lambda: below the segment that Lambda itself sends for the invocation, of
 * which we know only the trace header.
 *
 * <p>The header is read on the handler's thread: by {@link LambdaInvocation} when the invocation
 * begins, or else whenever that thread has no position, or one of an earlier invocation. Other
 * threads get the position by capture and restore, like anywhere else, and what they carry is never
 * checked against what the runtime says there.
 */
final class LambdaInvocations {

  private static final String TASK_ROOT = "LAMBDA_TASK_ROOT";
  private static final int NAMED_WHEN_LEFT_OPEN = 20;
  private static final ThrottledLog LOG =
      new ThrottledLog(System.getLogger(LambdaInvocations.class.getName()));

  private static volatile @Nullable AsyncSegmentContext serving;

  private final LambdaHeader header = LambdaHeader.ofProcess();
  private final InitPhase init = new InitPhase();
  private final DeadlineWatch deadlines = new DeadlineWatch();
  private final Duration flushTimeout;
  private @Nullable AsyncSegmentContext context;
  // The recorder that uses the context. With the SDK's own recorder it is known from the first call
  // on.
  private volatile @Nullable AWSXRayRecorder recorder;

  private LambdaInvocations(Duration flushTimeout) {
    this.flushTimeout = flushTimeout;
  }

  /**
   * {@code null} if this process is no Lambda function.
   *
   * @param flushTimeout how long the end of an invocation waits until everything is sent
   */
  static @Nullable LambdaInvocations inEnvironment(LambdaMode mode, Duration flushTimeout) {
    String root = System.getenv(TASK_ROOT);
    boolean onLambda =
        mode == LambdaMode.AUTO ? root != null && !root.isBlank() : mode == LambdaMode.ON;
    return onLambda ? new LambdaInvocations(flushTimeout) : null;
  }

  void belongTo(AWSXRayRecorder owner) {
    recorder = owner;
  }

  void serve(AsyncSegmentContext newContext) {
    context = newContext;
    serving = newContext;
  }

  /** No longer looks at invocations for threads without a position. */
  void retire() {
    deadlines.stop();
    if (serving == context) {
      serving = null;
    }
  }

  /** What serves this process's invocations; {@code null} elsewhere than on Lambda. */
  static @Nullable LambdaInvocations inForce() {
    AsyncSegmentContext now = serving;
    return now == null ? null : now.lambda();
  }

  /**
   * The invocation of this thread, for a capture where there is no position; {@code null}
   * elsewhere.
   */
  static @Nullable Entity currentOrNull() {
    LambdaInvocations lambda = inForce();
    AWSXRayRecorder owner = lambda == null ? null : lambda.owner();
    return lambda == null || owner == null ? null : lambda.ofThisThread(owner);
  }

  /** As {@link #currentOrNull}, if the invocation's header names a trace. */
  static @Nullable Entity namedOrNull() {
    LambdaInvocations lambda = inForce();
    String told = lambda == null || lambda.header.isDoubtful() ? null : lambda.header.told();
    return told == null || TraceHeaders.parse(told).traceId() == null ? null : currentOrNull();
  }

  @Nullable
  AWSXRayRecorder owner() {
    AWSXRayRecorder known = recorder;
    if (known != null) {
      return known;
    }
    AWSXRayRecorder inForce = Recorders.inForce();
    return inForce != null && AsyncSegmentContext.of(inForce) == context ? inForce : null;
  }

  @Nullable
  AsyncSegmentContext context() {
    return context;
  }

  InitPhase init() {
    return init;
  }

  DeadlineWatch deadlines() {
    return deadlines;
  }

  Duration flushTimeout() {
    return flushTimeout;
  }

  // --- where work hangs ---

  /**
   * The position of this thread, or that of its invocation if it has none or a stale one;
   * {@code null} if nobody knows which invocation it works for.
   */
  @Nullable
  Entity position(AWSXRayRecorder recorder) {
    this.recorder = recorder;
    leaveStalePosition();
    Entity current = Position.current();
    return current == null ? ofThisThread(recorder) : current;
  }

  /** Forgets what an invocation that has gone left behind on its handler's thread. */
  void leaveStalePosition() {
    Entity current = Position.current();
    if (current != null && isStale(current)) {
      Position.clear();
    }
  }

  private boolean isStale(Entity current) {
    Invocation invocation = Position.borrowed() ? null : invocationOf(current);
    return invocation != null && invocation.isLeftBehindHere(header);
  }

  private static @Nullable Invocation invocationOf(Entity entity) {
    return entity.getParentSegment() instanceof LiveSegment root
            && root.invocation() instanceof Invocation invocation
        ? invocation
        : null;
  }

  /**
   * Before the first invocation a thread of any kind works for none, and that is no reason to warn.
   */
  private @Nullable Entity ofThisThread(AWSXRayRecorder recorder) {
    if (header.isDoubtful()) {
      return init.isOver() ? null : silence(recorder);
    }
    String told = header.told();
    return told == null
        ? silence(recorder)
        : standIn(recorder, TraceHeaders.parse(told), Invocation.told(told));
  }

  /**
   * Stands for an invocation: a facade, or where nothing is to be traced, the SDK's no-op segment.
   */
  Entity standIn(AWSXRayRecorder recorder, IncomingTrace incoming, Invocation invocation) {
    LiveSegment facade = context == null || !incoming.decision().isDecided()
        ? null
        : RemotePositions.facade(context, recorder, incoming);
    String traceId = incoming.traceId();
    if (facade != null) {
      facade.invocation(invocation);
    }
    if (!init.isOver()) {
      init.end(facade == null ? Segment.noOp(TraceID.invalid(), recorder) : facade);
    }
    if (facade != null) {
      return facade;
    }
    return traceId == null
        ? silence(recorder)
        : Segment.noOp(TraceID.fromString(traceId), recorder);
  }

  String toldHere(@Nullable String known) {
    return known != null && !known.isBlank()
        ? known
        : Objects.requireNonNullElse(header.told(), "");
  }

  /** Nothing is recorded below it, and no header sent. */
  private static Entity silence(AWSXRayRecorder recorder) {
    return Subsegment.noOp(recorder, false);
  }

  // --- segments, which are subsegments here ---

  /** Begins a subsegment of the invocation where the caller wants a segment. */
  LiveSegment beginSegment(AWSXRayRecorder recorder, SegmentStart start, boolean recorded) {
    return beginBelow(recorder, position(recorder), start, recorded);
  }

  /** As the other, where the SDK's recorder has set a segment of its own current to be replaced. */
  LiveSegment beginSegment(
      AWSXRayRecorder recorder, SegmentStart start, boolean recorded, Segment theirs) {
    Entity beneath = Position.beneath(theirs);
    boolean usable = beneath != null && !isStale(beneath);
    return beginBelow(recorder, usable ? beneath : ofThisThread(recorder), start, recorded);
  }

  private LiveSegment beginBelow(
      AWSXRayRecorder recorder, @Nullable Entity above, SegmentStart start, boolean recorded) {
    Entity parent = above == null ? silence(recorder) : above;
    boolean known =
        Position.isRecording(parent) || parent.getParentSegment() instanceof LiveSegment;
    SegmentStart below = start
        .continuing(parent.getParentSegment().getTraceId(), known ? parent.getId() : null)
        .sampled(parent.isSampled())
        .kind(LiveSegment.Kind.SUBSEGMENT);
    LiveSegment segment = Objects.requireNonNull(context)
        .lifecycle()
        .beginSegment(recorder, below, recorded && below.sampled());
    segment.invocation(invocationFor(parent));
    return segment;
  }

  /** What a task on another thread begins belongs to the invocation the task was begun in. */
  private Invocation invocationFor(Entity parent) {
    Invocation ofParent = invocationOf(parent);
    if (ofParent != null) {
      return ofParent;
    }
    return Position.borrowed() ? Invocation.elsewhere() : Invocation.told(header.told());
  }

  // --- the end of an invocation ---

  /**
   * Sends what is open in an invocation as in progress, and holds it no longer.
   *
   * @param when for the log: "when its invocation ended"
   * @return whether anything was open
   */
  boolean giveUp(Invocation invocation, String when) {
    List<String> open = Objects.requireNonNull(context)
        .lifecycle()
        .giveUp(segment -> segment.invocation() == invocation);
    if (!open.isEmpty()) {
      List<String> named = open.subList(0, Math.min(NAMED_WHEN_LEFT_OPEN, open.size()));
      LOG.warn(
          "Open " + when + ", and so sent in progress (" + open.size() + "): "
              + String.join(", ", named),
          null);
    }
    return !open.isEmpty();
  }
}
