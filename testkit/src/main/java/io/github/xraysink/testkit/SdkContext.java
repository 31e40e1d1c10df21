// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.contexts.LambdaSegmentContext;
import com.amazonaws.xray.contexts.SegmentContextResolverChain;
import com.amazonaws.xray.contexts.ThreadLocalSegmentContext;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.DefaultStreamingStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The SDK's own context, with work handed over as well as its users can: {@code entity.run(..)}
 * with the current entity, taken where the work is submitted, and {@code endSubsegment(x)} for
 * asynchronous work.
 */
final class SdkContext implements ContextUnderTest {

  @Override
  public String name() {
    return "the SDK";
  }

  @Override
  public Set<Ability> abilities() {
    return Set.of(Ability.CREATE, Ability.STREAMING_THRESHOLD, Ability.LAMBDA);
  }

  @Override
  public RecorderUnderTest recorder(RecorderParts parts) {
    SegmentContextResolverChain chain = new SegmentContextResolverChain();
    if (parts.lambda()) {
      chain.addResolver(LambdaSegmentContext::new);
    } else {
      chain.addResolver(ThreadLocalSegmentContext::new);
    }
    RecorderUnderTest built = DropInContext.sdkRecorder(parts, chain);
    Integer threshold = parts.streamingThreshold();
    if (threshold != null) {
      built.recorder().setStreamingStrategy(new DefaultStreamingStrategy(threshold));
    }
    return built;
  }

  @Override
  public Runnable wrap(AWSXRayRecorder recorder, Runnable task) {
    Entity current = recorder.getTraceEntity();
    return current == null ? task : () -> current.run(task, recorder);
  }

  @Override
  public ExecutorService propagating(Supplier<AWSXRayRecorder> inForce, ExecutorService pool) {
    return new Running(inForce, pool);
  }

  /** Wraps what is executed. */
  private final class Running extends AbstractExecutorService {
    private final Supplier<AWSXRayRecorder> recorder;
    private final ExecutorService pool;

    Running(Supplier<AWSXRayRecorder> recorder, ExecutorService pool) {
      this.recorder = recorder;
      this.pool = pool;
    }

    @Override
    public void execute(Runnable task) {
      pool.execute(wrap(recorder.get(), task));
    }

    @Override
    public void shutdown() {
      pool.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
      return pool.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
      return pool.isShutdown();
    }

    @Override
    public boolean isTerminated() {
      return pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
      return pool.awaitTermination(timeout, unit);
    }
  }

  @Override
  public Future<?> schedule(
      AWSXRayRecorder recorder, ScheduledExecutorService pool, Runnable task, Duration delay) {
    return pool.schedule(wrap(recorder, task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public Future<?> every(
      AWSXRayRecorder recorder, ScheduledExecutorService pool, Runnable task, Duration period) {
    return pool.scheduleAtFixedRate(
        wrap(recorder, task), 0, period.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public <T> CompletableFuture<T> supplyAsync(
      AWSXRayRecorder recorder, Supplier<T> work, Executor pool) {
    Entity current = recorder.getTraceEntity();
    if (current == null) {
      return CompletableFuture.supplyAsync(work, pool);
    }
    return CompletableFuture.supplyAsync(
        work, task -> pool.execute(() -> current.run(task, recorder)));
  }

  /** The SDK has nothing for futures. */
  @Override
  public <T> CompletableFuture<T> propagating(
      AWSXRayRecorder recorder, CompletableFuture<T> future) {
    return future;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of the subsegment
  public <T> CompletableFuture<T> callAsync(
      AWSXRayRecorder recorder, String name, Supplier<CompletableFuture<T>> work) {
    Subsegment subsegment = recorder.beginSubsegment(name);
    CompletableFuture<T> result = work.get();
    result.whenComplete((value, failure) -> {
      if (failure != null) {
        subsegment.addException(failure);
      }
      recorder.endSubsegment(subsegment);
    });
    return result;
  }

  @Override
  public void inSubsegment(AWSXRayRecorder recorder, String name, Runnable work) {
    recorder.createSubsegment(name, work);
  }
}
