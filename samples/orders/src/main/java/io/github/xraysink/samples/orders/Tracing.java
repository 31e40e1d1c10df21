// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * What {@link OrderJob} asks of whoever traces it.
 *
 * <p>A service of yours needs no such interface, it calls one of the two directly. It is here so
 * that one job can be run with {@link SdkTracing} and with {@link XraysinkTracing}, and to show
 * both side by side.
 */
public interface Tracing {

  /**
   * Runs {@code work} in a segment of its own.
   *
   * @param service name of the segment
   * @param request what is done, as the annotation {@code request}
   * @return what {@code work} returns
   */
  <T> T request(String service, String request, Supplier<T> work);

  /** As {@link #request(String, String, Supplier)}, without a result. */
  default void request(String service, String request, Runnable work) {
    request(service, request, () -> {
      work.run();
      return "";
    });
  }

  /** Runs {@code work} in a subsegment. */
  void step(String name, Runnable work);

  /** Makes an asynchronous call in a subsegment that ends when the returned future completes. */
  <T> CompletableFuture<T> stepAsync(String name, Supplier<CompletableFuture<T>> call);

  /** An executor whose tasks hang where they were submitted from. */
  Executor carrying(Executor pool);

  /** A scheduler to give periodic work to. */
  ScheduledExecutorService carrying(ScheduledExecutorService scheduler);

  /** Computes on {@code pool}; the future is for {@link #forStages} to go on with. */
  <T> CompletableFuture<T> supplyAsync(Supplier<T> work, Executor pool);

  /**
   * What to give to {@code thenApplyAsync} and its like, so that the stage hangs where it is
   * attached.
   */
  Executor forStages(Executor pool);
}
