// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** What users of a library without executors of its own write: each task is wrapped by hand. */
final class WrappingExecutor extends AbstractExecutorService {

  private final ExecutorService pool;
  private final UnaryOperator<Runnable> wrap;

  WrappingExecutor(ExecutorService pool, UnaryOperator<Runnable> wrap) {
    this.pool = pool;
    this.wrap = wrap;
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(wrap.apply(task));
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
