// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.XrayFutures;
import io.github.xraysink.context.XraySubsegments;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How work is handed over with xraysink, in both modes. */
abstract class OursUnderTest implements ContextUnderTest {

  @Override
  public Runnable wrap(AWSXRayRecorder recorder, Runnable task) {
    return TraceSnapshot.capture().wrap(task);
  }

  @Override
  public ExecutorService propagating(Supplier<AWSXRayRecorder> inForce, ExecutorService pool) {
    return XrayExecutors.propagating(pool);
  }

  @Override
  public Future<?> schedule(
      AWSXRayRecorder recorder, ScheduledExecutorService pool, Runnable task, Duration delay) {
    return XrayExecutors.propagating(pool).schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public Future<?> every(
      AWSXRayRecorder recorder, ScheduledExecutorService pool, Runnable task, Duration period) {
    return XrayExecutors.propagating(pool)
        .scheduleAtFixedRate(task, 0, period.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public <T> CompletableFuture<T> supplyAsync(
      AWSXRayRecorder recorder, Supplier<T> work, Executor pool) {
    return XrayFutures.supplyAsync(work, pool);
  }

  @Override
  public <T> CompletableFuture<T> propagating(
      AWSXRayRecorder recorder, CompletableFuture<T> future) {
    return XrayFutures.propagating(future).toCompletableFuture();
  }

  @Override
  public <T> CompletableFuture<T> callAsync(
      AWSXRayRecorder recorder, String name, Supplier<CompletableFuture<T>> work) {
    return XraySubsegments.callAsync(name, work);
  }

  @Override
  public void inSubsegment(AWSXRayRecorder recorder, String name, Runnable work) {
    XraySubsegments.run(name, work::run);
  }
}
