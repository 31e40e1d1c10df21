// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.TraceID;
import io.github.xraysink.context.entity.LiveSegment;
import io.github.xraysink.context.entity.SegmentStart;
import io.github.xraysink.internal.Guard;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * Where work hangs on Lambda: below the segment that Lambda itself sends for the invocation, of
 * which we know only the trace header.
 *
 * <p>The header is read on the handler's thread, when that thread has no position or its position
 * belongs to an earlier invocation. Other threads get the position by capture and restore, like
 * anywhere else, and what they carry is never checked against what the runtime says there: its
 * thread-local is inherited by reference and may name any invocation.
 */
final class LambdaInvocations {

  /** Set by the runtime on each handler thread when invocations run concurrently. */
  static final String CONCURRENT_HEADER = "AWS_LAMBDA_X_TRACE_ID";

  /** Set by the runtime before each invocation when they run one at a time. */
  static final String HEADER_PROPERTY = "com.amazonaws.xray.traceHeader";

  static final String HEADER_ENVIRONMENT = "_X_AMZN_TRACE_ID";
  private static final String TASK_ROOT = "LAMBDA_TASK_ROOT";

  private static volatile @Nullable AsyncSegmentContext serving;

  private @Nullable AsyncSegmentContext context;
  // The recorder that uses the context. With the SDK's own recorder it is known from the first call
  // on.
  private volatile @Nullable AWSXRayRecorder recorder;

  private LambdaInvocations() {}

  /** {@code null} if this process is no Lambda function. */
  static @Nullable LambdaInvocations inEnvironment(LambdaMode mode) {
    String root = System.getenv(TASK_ROOT);
    boolean onLambda =
        mode == LambdaMode.AUTO ? root != null && !root.isBlank() : mode == LambdaMode.ON;
    return onLambda ? new LambdaInvocations() : null;
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
    if (serving == context) {
      serving = null;
    }
  }

  /**
   * The invocation of this thread, for a capture where there is no position; {@code null}
   * elsewhere.
   */
  static @Nullable Entity currentOrNull() {
    AsyncSegmentContext now = serving;
    LambdaInvocations lambda = now == null ? null : now.lambda();
    AWSXRayRecorder owner = lambda == null ? null : lambda.owner();
    return lambda == null || owner == null ? null : lambda.invocation(owner);
  }

  private @Nullable AWSXRayRecorder owner() {
    AWSXRayRecorder known = recorder;
    if (known != null) {
      return known;
    }
    AWSXRayRecorder inForce = Recorders.inForce();
    return inForce != null && AsyncSegmentContext.of(inForce) == context ? inForce : null;
  }

  /** The position of this thread, or that of its invocation if it has none or a stale one. */
  Entity position(AWSXRayRecorder recorder) {
    this.recorder = recorder;
    Entity current = Position.current();
    if (current != null && isStale(current)) {
      Position.clear();
      current = null;
    }
    return current == null ? invocation(recorder) : current;
  }

  /** Whether an invocation that has gone left its position behind on its handler's thread. */
  private static boolean isStale(Entity current) {
    return !Position.borrowed()
        && outermost(current) instanceof LiveSegment root
        && root.invocation() instanceof Invocation invocation
        && invocation.thread == Thread.currentThread().getId()
        && !Objects.equals(invocation.header, header());
  }

  private static Entity outermost(Entity entity) {
    return entity.getParentSegment();
  }

  /**
   * Stands for the invocation: a facade, or where nothing is to be traced, the SDK's no-op segment.
   */
  private Entity invocation(AWSXRayRecorder recorder) {
    String header = header();
    IncomingTrace incoming = TraceHeaders.parse(header);
    LiveSegment facade = context == null || !incoming.decision().isDecided()
        ? null
        : RemotePositions.facade(context, recorder, incoming);
    if (facade == null) {
      String traceId = incoming.traceId();
      return Segment.noOp(
          traceId == null ? TraceID.create(recorder) : TraceID.fromString(traceId), recorder);
    }
    belongsHere(facade);
    return facade;
  }

  /** Remembers that {@code segment} belongs to the invocation of this thread. */
  static void belongsHere(LiveSegment segment) {
    segment.invocation(new Invocation(Thread.currentThread().getId(), header()));
  }

  /** Makes what would be a segment a subsegment of the invocation. */
  SegmentStart asSubsegment(AWSXRayRecorder recorder, SegmentStart start) {
    return below(position(recorder), start);
  }

  /** As the other, where the SDK's recorder has set a segment of its own current to be replaced. */
  SegmentStart asSubsegment(AWSXRayRecorder recorder, SegmentStart start, Segment theirs) {
    Entity beneath = Position.beneath(theirs);
    return below(beneath == null || isStale(beneath) ? invocation(recorder) : beneath, start);
  }

  private static SegmentStart below(Entity parent, SegmentStart start) {
    Segment segment = parent.getParentSegment();
    boolean known = Position.isRecording(parent) || parent instanceof LiveSegment;
    return start
        .continuing(segment.getTraceId(), known ? parent.getId() : null)
        .sampled(parent.isSampled())
        .kind(LiveSegment.Kind.SUBSEGMENT);
  }

  /** The invocation's trace header, as the runtime tells it to this thread. */
  static @Nullable String header() {
    String concurrent = Guard.call(
        "read Lambda's trace header", null, () -> SdkInternalThreadLocal.get(CONCURRENT_HEADER));
    if (concurrent != null && !concurrent.isEmpty()) {
      return concurrent;
    }
    String property = System.getProperty(HEADER_PROPERTY);
    return property != null && !property.isEmpty() ? property : System.getenv(HEADER_ENVIRONMENT);
  }

  /** Which invocation a facade stands for: its header, and the thread on which that was read. */
  private record Invocation(long thread, @Nullable String header) {}
}
