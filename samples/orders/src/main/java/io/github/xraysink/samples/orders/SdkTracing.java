// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.contexts.SegmentContextExecutors;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Subsegment;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * Traces with the X-Ray SDK alone, each thing the way its documentation says: {@code createSegment}
 * and {@code createSubsegment} for code that stays on its thread, {@code Entity.run} for tasks on
 * other threads, {@code SegmentContextExecutors} for the stages of a future, and
 * {@code endSubsegment(subsegment)} for what ends elsewhere.
 */
public final class SdkTracing implements Tracing {

  private final AWSXRayRecorder recorder;

  /**
   * Traces with {@code recorder}.
   *
   * @param recorder as the SDK's own builder makes it
   */
  public SdkTracing(AWSXRayRecorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public <T> T request(String service, String request, Supplier<T> work) {
    T result = recorder.createSegment(service, segment -> {
      segment.putAnnotation("request", request);
      return work.get();
    });
    return Objects.requireNonNull(result);
  }

  @Override
  public void step(String name, Runnable work) {
    recorder.createSubsegment(name, work);
  }

  @Override
  public <T> CompletableFuture<T> stepAsync(String name, Supplier<CompletableFuture<T>> call) {
    Subsegment subsegment = recorder.beginSubsegment(name);
    return call.get().whenComplete((result, failure) -> {
      if (failure != null) {
        subsegment.addException(failure);
      }
      recorder.endSubsegment(subsegment);
    });
  }

  @Override
  public Executor carrying(Executor pool) {
    return task -> {
      Entity here = recorder.getTraceEntity();
      pool.execute(here == null ? task : () -> here.run(task, recorder));
    };
  }

  /** As it is: the SDK has nothing for schedulers. */
  @Override
  public ScheduledExecutorService carrying(ScheduledExecutorService scheduler) {
    return scheduler;
  }

  @Override
  public <T> CompletableFuture<T> supplyAsync(Supplier<T> work, Executor pool) {
    return CompletableFuture.supplyAsync(work, carrying(pool));
  }

  /** Not on {@code pool}: the SDK's executor runs a stage wherever the one before it ended. */
  @Override
  public Executor forStages(Executor pool) {
    return SegmentContextExecutors.newSegmentContextExecutor(
        recorder, recorder.getCurrentSegment());
  }
}
