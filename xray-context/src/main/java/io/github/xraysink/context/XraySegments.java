// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Subsegment;
import io.github.xraysink.internal.Guard;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in a segment of its own: a new trace, or the next part of one that a caller began.
 *
 * <p>The sampling strategy is asked once, unless the caller's header decided. A segment that is
 * current already is suspended and comes back afterwards. Like {@link XraySubsegments}, these never
 * change what the work does; where no recorder is configured it just runs. On Lambda, where the
 * segment is Lambda's, a subsegment takes its place.
 */
public final class XraySegments {

  private XraySegments() {}

  /**
   * Runs {@code work} in a new trace.
   *
   * @param name of the segment; made to fit X-Ray's rules when it is sent
   * @throws E whatever {@code work} throws
   */
  public static <E extends Throwable> void run(String name, ThrowingRunnable<E> work) throws E {
    SegmentOptions.NONE.run(name, work);
  }

  /**
   * Runs {@code work} in a new trace and returns its result.
   *
   * @param name of the segment; made to fit X-Ray's rules when it is sent
   * @throws E whatever {@code work} throws
   */
  public static <T extends @Nullable Object, E extends Throwable> T call(
      String name, ThrowingSupplier<T, E> work) throws E {
    return SegmentOptions.NONE.call(name, work);
  }

  /**
   * Starts {@code work} in a new trace whose segment ends when the returned stage completes.
   *
   * @param name of the segment; made to fit X-Ray's rules when it is sent
   * @return the very stage that {@code work} returns
   */
  public static <S extends @Nullable CompletionStage<?>> S callAsync(
      String name, Supplier<S> work) {
    return SegmentOptions.NONE.callAsync(name, work);
  }

  /**
   * The same below a caller: {@code continuing(header).run(..)}.
   *
   * @param traceHeader the {@code X-Amzn-Trace-Id} as received; one that is malformed, or none,
   *     begins a new trace
   */
  public static SegmentOptions continuing(@Nullable String traceHeader) {
    return SegmentOptions.NONE.continuing(traceHeader);
  }

  /** The same below a caller whose headers, of whatever kind, have been read already. */
  public static SegmentOptions continuing(IncomingTrace caller) {
    return SegmentOptions.NONE.continuing(caller);
  }

  /**
   * The same below a position in this process: {@code below(snapshot).run(..)}; see
   * {@link SegmentOptions#below}.
   */
  public static SegmentOptions below(TraceSnapshot position) {
    return SegmentOptions.NONE.below(position);
  }

  /** The same with a recorder other than the one in force. */
  public static SegmentOptions with(AWSXRayRecorder recorder) {
    return SegmentOptions.NONE.with(recorder);
  }

  /**
   * Runs {@code work} outside any trace: what it does is not recorded, sends no trace header, and
   * logs no missing context.
   *
   * @throws E whatever {@code work} throws
   */
  public static <E extends Throwable> void untraced(ThrowingRunnable<E> work) throws E {
    Objects.requireNonNull(work, "work");
    Position.Mount mount = silence().mount();
    try {
      work.run();
    } finally {
      mount.putBack();
    }
  }

  /** As {@link #untraced(ThrowingRunnable)}, with a result. */
  public static <T extends @Nullable Object, E extends Throwable> T callUntraced(
      ThrowingSupplier<T, E> work) throws E {
    Objects.requireNonNull(work, "work");
    Position.Mount mount = silence().mount();
    try {
      return work.get();
    } finally {
      mount.putBack();
    }
  }

  /**
   * At a no-op of the SDK's that nothing is sent on from; nowhere if there is no recorder it could
   * belong to.
   */
  private static TraceSnapshot silence() {
    AWSXRayRecorder recorder = Guard.call("find the recorder in force", null, Recorders::inForce);
    return recorder == null
        ? TraceSnapshot.none()
        : TraceSnapshot.of(Subsegment.noOp(recorder, false));
  }
}
