// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders;

import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.XrayFutures;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** Traces with xraysink. */
public final class XraysinkTracing implements Tracing {

  private final AWSXRayRecorder recorder;

  /** Traces with the recorder of {@code xraysink}. */
  public XraysinkTracing(Xraysink xraysink) {
    this.recorder = xraysink.recorder();
  }

  @Override
  public <T> T request(String service, String request, Supplier<T> work) {
    return XraySegments.with(recorder).call(service, () -> {
      recorder
          .getCurrentSegmentOptional()
          .ifPresent(segment -> segment.putAnnotation("request", request));
      return work.get();
    });
  }

  @Override
  public void step(String name, Runnable work) {
    XraySubsegments.run(name, work::run);
  }

  @Override
  public <T> CompletableFuture<T> stepAsync(String name, Supplier<CompletableFuture<T>> call) {
    return XraySubsegments.callAsync(name, call);
  }

  @Override
  public Executor carrying(Executor pool) {
    return XrayExecutors.propagating(pool);
  }

  @Override
  public ScheduledExecutorService carrying(ScheduledExecutorService scheduler) {
    return XrayExecutors.propagating(scheduler);
  }

  @Override
  public <T> CompletableFuture<T> supplyAsync(Supplier<T> work, Executor pool) {
    return XrayFutures.supplyAsync(work, pool);
  }

  /** The pool as it is: the futures of {@link XrayFutures} carry the position themselves. */
  @Override
  public Executor forStages(Executor pool) {
    return pool;
  }
}
