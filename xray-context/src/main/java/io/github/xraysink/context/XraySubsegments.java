// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Subsegment;
import io.github.xraysink.context.entity.Lifecycle;
import io.github.xraysink.context.entity.LiveEntity;
import io.github.xraysink.internal.Guard;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in a subsegment of its own, below the current position: begins it, records what is
 * thrown, {@link Error}s included, and ends it in every case.
 *
 * <p>The work's result and exception pass through, the same instances. Outside a trace the work
 * just runs, and nothing is logged. Afterwards the thread is exactly where it was, also if the work
 * left subsegments open.
 */
public final class XraySubsegments {

  private XraySubsegments() {}

  /**
   * Runs {@code work} in a subsegment.
   *
   * @param name of the subsegment; made to fit X-Ray's rules when it is sent
   * @throws E whatever {@code work} throws
   */
  public static <E extends Throwable> void run(String name, ThrowingRunnable<E> work) throws E {
    Objects.requireNonNull(work, "work");
    Position.Mount before = Position.remember();
    InEntity.<@Nullable Void, E>call(before, begin(name), () -> {
      work.run();
      return null;
    });
  }

  /**
   * Runs {@code work} in a subsegment and returns its result.
   *
   * @param name of the subsegment; made to fit X-Ray's rules when it is sent
   * @throws E whatever {@code work} throws
   */
  public static <T extends @Nullable Object, E extends Throwable> T call(
      String name, ThrowingSupplier<T, E> work) throws E {
    Objects.requireNonNull(work, "work");
    Position.Mount before = Position.remember();
    return InEntity.call(before, begin(name), work);
  }

  /**
   * Starts {@code work} in a subsegment that ends when the returned stage completes, on whatever
   * thread that is. The subsegment is current only while {@code work} starts, so several started
   * one after the other are siblings. A stage that fails makes it a fault; one that is cancelled,
   * an annotation {@code cancelled}.
   *
   * @param name of the subsegment; made to fit X-Ray's rules when it is sent
   * @return the very stage that {@code work} returns
   */
  public static <S extends @Nullable CompletionStage<?>> S callAsync(
      String name, Supplier<S> work) {
    Objects.requireNonNull(work, "work");
    Position.Mount before = Position.remember();
    return InEntity.callAsync(before, begin(name), work);
  }

  /**
   * Begins a subsegment that is ended by hand, on whatever thread; the calling thread's position
   * stays as it is. For work that does not begin and end in one call; otherwise {@link #run} and
   * its like are safer.
   *
   * @param name of the subsegment; made to fit X-Ray's rules when it is sent
   * @return never {@code null}; does nothing outside a trace
   */
  public static StartedSubsegment start(@Nullable String name) {
    return start(name, true);
  }

  /**
   * As {@link #start}, but neither the subsegment nor what will be below it is sent, and headers
   * say that nothing is to be recorded.
   *
   * @param name of the subsegment, which nobody sees
   * @return never {@code null}; does nothing outside a trace
   */
  public static StartedSubsegment startWithoutSampling(@Nullable String name) {
    return start(name, false);
  }

  private static StartedSubsegment start(@Nullable String name, boolean sampled) {
    Position.Mount before = Position.remember();
    try {
      return new StartedSubsegment(begin(name, sampled), TraceSnapshot.capture());
    } finally {
      before.putBack();
    }
  }

  /** Begins below the current position and makes it current; {@code null} outside a trace. */
  private static @Nullable Subsegment begin(@Nullable String name) {
    return begin(name, true);
  }

  private static @Nullable Subsegment begin(@Nullable String name, boolean sampled) {
    return Guard.call(
        "begin a subsegment", null, () -> beginBelow(CurrentPosition.find(), name, sampled));
  }

  private static @Nullable Subsegment beginBelow(
      @Nullable Entity current, @Nullable String name, boolean sampled) {
    if (current instanceof LiveEntity parent) {
      Subsegment subsegment = Lifecycle.beginBelow(parent, name, sampled);
      Position.beganBelow(subsegment);
      Listeners.began(subsegment);
      return subsegment;
    }
    AsyncSegmentContext context =
        current == null ? null : AsyncSegmentContext.of(current.getCreator());
    return context == null || current == null
        ? null
        : ForeignEntities.beginBelow(context, current.getCreator(), current, name, sampled);
  }
}
