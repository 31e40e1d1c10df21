// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.AWSXRayRecorder;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * A segment context, and how work is handed over with it: what the laws are run against.
 *
 * <p>The recorders given to the hand-over methods may be ignored by contexts that know theirs.
 */
public interface ContextUnderTest {

  /** The recorder that {@link io.github.xraysink.context.Xraysink} builds. */
  static ContextUnderTest full() {
    return new FullContext();
  }

  /** The SDK's recorder with {@link io.github.xraysink.context.AsyncSegmentContext} in it. */
  static ContextUnderTest dropIn() {
    return new DropInContext();
  }

  /**
   * The SDK's own context, for reports of what it does not keep: work is handed over as well as its
   * users can.
   */
  static ContextUnderTest sdk() {
    return new SdkContext();
  }

  /** What it is called in reports. */
  String name();

  /** What it can do. */
  Set<Ability> abilities();

  /** Builds a recorder; parts it has no {@linkplain Ability ability} for are ignored. */
  RecorderUnderTest recorder(RecorderParts parts);

  /**
   * Captures the position of the calling thread; the result runs {@code task} there, on any thread.
   */
  Runnable wrap(AWSXRayRecorder recorder, Runnable task);

  /**
   * A view of {@code pool} whose tasks run at the position of whoever submits them.
   *
   * @param inForce the recorder to use, asked when work is submitted; may fail before one is
   *     configured
   */
  ExecutorService propagating(Supplier<AWSXRayRecorder> inForce, ExecutorService pool);

  /** Runs {@code task} once, after {@code delay}, at the position of the calling thread. */
  Future<?> schedule(
      AWSXRayRecorder recorder, ScheduledExecutorService pool, Runnable task, Duration delay);

  /** Runs {@code task} again and again, as {@code scheduleAtFixedRate} does. */
  Future<?> every(
      AWSXRayRecorder recorder, ScheduledExecutorService pool, Runnable task, Duration period);

  /**
   * As {@code CompletableFuture.supplyAsync}; dependent stages run at the position where they are
   * attached.
   */
  <T> CompletableFuture<T> supplyAsync(AWSXRayRecorder recorder, Supplier<T> work, Executor pool);

  /** A view of a future whose dependent stages run at the position where they are attached. */
  <T> CompletableFuture<T> propagating(AWSXRayRecorder recorder, CompletableFuture<T> future);

  /** Starts {@code work} in a subsegment that ends when the future completes, wherever that is. */
  <T> CompletableFuture<T> callAsync(
      AWSXRayRecorder recorder, String name, Supplier<CompletableFuture<T>> work);

  /** Runs {@code work} in a subsegment, with the form that is recommended for it. */
  void inSubsegment(AWSXRayRecorder recorder, String name, Runnable work);

  /** A recorder that is to be closed. */
  interface RecorderUnderTest extends AutoCloseable {

    AWSXRayRecorder recorder();

    /** Does what can be done at the end of a process. */
    @Override
    void close();
  }
}
