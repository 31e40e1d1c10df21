// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Entity;
import io.github.xraysink.context.entity.LiveSegment;
import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.TeeEmitter;
import io.github.xraysink.internal.Guard;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One invocation of an AWS Lambda function, from when its handler is called until it returns, on
 * one thread. {@code XrayLambda} and the handlers in {@code io.github.xraysink.lambda} use it; use
 * it yourself in a runtime of your own.
 *
 * <pre>{@code
 * try (LambdaInvocation invocation = LambdaInvocation.open(traceHeader, timeLeft)) {
 *   return handler.handle(event);
 * }
 * }</pre>
 *
 * <p>What runs in between hangs below the invocation, on this thread and wherever its position is
 * carried. No method throws. Where the process is no Lambda function, or no recorder of ours is in
 * force, nothing happens.
 */
public final class LambdaInvocation implements AutoCloseable {

  private static final LambdaInvocation NOTHING = new LambdaInvocation(null);

  /** What there is of an invocation that is traced or could have been. */
  private record Opened(
      LambdaInvocations lambda,
      AWSXRayRecorder recorder,
      Invocation invocation,
      boolean sampled,
      Position.Mount before,
      @Nullable Future<?> deadline,
      long deadlineNanos) {}

  private @Nullable Opened opened;

  private LambdaInvocation(@Nullable Opened opened) {
    this.opened = opened;
  }

  /**
   * Begins the invocation on the calling thread, whose position it takes until {@link #close}.
   *
   * @param traceHeader the invocation's {@code X-Amzn-Trace-Id}; {@code null} or blank to take what
   *     the runtime tells this thread: the SDK's internal thread-local, the system property
   *     {@code com.amazonaws.xray.traceHeader}, the environment variable {@code _X_AMZN_TRACE_ID},
   *     in this order
   * @param timeLeft until Lambda ends the invocation; {@code null} if that is not known. Shortly
   *     before, what is open is sent in progress
   * @return to be closed on the same thread
   */
  public static LambdaInvocation open(@Nullable String traceHeader, @Nullable Duration timeLeft) {
    Opened opened =
        Guard.call("begin an invocation", null, () -> openOrNull(traceHeader, timeLeft));
    return opened == null ? NOTHING : new LambdaInvocation(opened);
  }

  private static @Nullable Opened openOrNull(
      @Nullable String traceHeader, @Nullable Duration timeLeft) {
    LambdaInvocations lambda = LambdaInvocations.inForce();
    AWSXRayRecorder recorder = lambda == null ? null : lambda.owner();
    if (lambda == null || recorder == null) {
      return null;
    }
    Invocation invocation = Invocation.wrapped();
    IncomingTrace caller = TraceHeaders.parse(lambda.toldHere(traceHeader));
    Entity standIn = lambda.standIn(recorder, caller, invocation);
    lambda.leaveStalePosition();
    boolean sampled = standIn.isSampled();
    Future<?> deadline = !sampled || timeLeft == null
        ? null
        : lambda
            .deadlines()
            .watch(timeLeft, () -> lambda.giveUp(invocation, "shortly before its deadline"));
    long nanosLeft = timeLeft == null ? Long.MAX_VALUE / 2 : timeLeft.toNanos();
    return new Opened(
        lambda,
        recorder,
        invocation,
        sampled,
        // A facade passes the other fields of the header on itself.
        TraceSnapshot.of(
                standIn, standIn instanceof LiveSegment ? Baggage.empty() : Baggage.of(caller))
            .mount(),
        deadline,
        System.nanoTime() + nanosLeft);
  }

  /**
   * Ends the invocation: puts back the position this thread had, sends what was begun in the
   * invocation and is still open as in progress, and waits until everything is sent, because Lambda
   * freezes the process when the handler has returned. Waits no longer than the setting
   * {@code lambda-flush-timeout} and half of the time the invocation has left, and not at all if
   * there is nothing to send. What is left open and ends later is sent then.
   */
  @Override
  public void close() {
    Opened open = opened;
    opened = null;
    if (open != null && open.before().onThisThread()) {
      open.before().putBack();
      Guard.run("end an invocation", () -> end(open));
    }
  }

  private static void end(Opened open) {
    if (open.deadline() != null) {
      open.deadline().cancel(false);
    }
    boolean told =
        open.sampled() && open.lambda().giveUp(open.invocation(), "when its invocation ended");
    open.invocation().end();
    Emitter emitter = open.recorder().getEmitter();
    if (told || isWaiting(emitter, open.sampled())) {
      long half = (open.deadlineNanos() - System.nanoTime()) / 2;
      Duration flush = open.lambda().flushTimeout();
      flush(emitter, half < flush.toNanos() ? Duration.ofNanos(half) : flush);
    }
  }

  private static boolean isWaiting(Emitter emitter, boolean sampled) {
    return emitter instanceof BoundedEmitter bounded ? bounded.stats().queued() > 0 : sampled;
  }

  /** An interrupt of the handler's does not shorten the wait, and is there afterwards. */
  private static void flush(Emitter emitter, Duration atMost) {
    boolean interrupted = Thread.interrupted();
    try {
      if (emitter instanceof BoundedEmitter bounded) {
        bounded.flush(atMost);
      } else if (emitter instanceof TeeEmitter tee) {
        tee.flush(atMost);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Runs work before the first invocation that is to be shown in its trace, as a subsegment with
   * the times it had. At most {@value InitPhase#MAX_KEPT} pieces of work are kept, and shown only
   * if the first invocation is sampled and comes within a minute: with provisioned concurrency or a
   * snapshot it may come hours later. Until then the work is unsampled, so what it calls is not
   * traced elsewhere.
   *
   * <p>From the first invocation on, the same as {@link XraySubsegments#call}.
   *
   * @param name of the subsegment; made to fit X-Ray's rules when it is sent
   * @throws E whatever {@code work} throws; it is not shown then, for there will be no invocation
   */
  public static <T extends @Nullable Object, E extends Throwable> T beforeFirst(
      String name, ThrowingSupplier<T, E> work) throws E {
    Objects.requireNonNull(work, "work");
    LambdaInvocations lambda = LambdaInvocations.inForce();
    if (lambda == null || lambda.init().isOver()) {
      return XraySubsegments.call(name, work);
    }
    Position.Mount before = Position.remember();
    LiveSegment kept = Guard.call("begin work of the init phase", null, () -> begin(lambda, name));
    try {
      T result = work.get();
      if (kept != null) {
        Guard.run("keep work of the init phase", () -> lambda.init().keep(kept));
      }
      return result;
    } catch (Throwable thrown) {
      InEntity.end(kept);
      throw thrown;
    } finally {
      before.putBack();
    }
  }

  private static @Nullable LiveSegment begin(LambdaInvocations lambda, String name) {
    AWSXRayRecorder recorder = lambda.owner();
    AsyncSegmentContext context = lambda.context();
    return recorder == null || context == null
        ? null
        : lambda.init().begin(context, recorder, name);
  }
}
