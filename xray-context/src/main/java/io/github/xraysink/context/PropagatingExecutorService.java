// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs each task at the position of the thread that submitted it; everything else is the
 * delegate's.
 */
sealed class PropagatingExecutorService implements ExecutorService
    permits PropagatingScheduledExecutorService {

  private final ExecutorService delegate;

  PropagatingExecutorService(ExecutorService delegate) {
    this.delegate = delegate;
  }

  @Override
  public final void execute(Runnable task) {
    delegate.execute(Carried.here(task));
  }

  @Override
  public final Future<?> submit(Runnable task) {
    return delegate.submit(Carried.here(task));
  }

  @Override
  public final <T extends @Nullable Object> Future<T> submit(Runnable task, T result) {
    return delegate.submit(Carried.here(task), result);
  }

  @Override
  public final <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
    return delegate.submit(Carried.here(task));
  }

  @Override
  public final <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks) throws InterruptedException {
    return delegate.invokeAll(here(tasks));
  }

  @Override
  public final <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException {
    return delegate.invokeAll(here(tasks), timeout, unit);
  }

  @Override
  public final <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    return delegate.invokeAny(here(tasks));
  }

  @Override
  public final <T extends @Nullable Object> T invokeAny(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return delegate.invokeAny(here(tasks), timeout, unit);
  }

  /** Leaves a null collection to the delegate to refuse, as it does with null tasks. */
  private static <T extends @Nullable Object> Collection<? extends Callable<T>> here(
      Collection<? extends Callable<T>> tasks) {
    if (tasks == null) {
      return tasks;
    }
    Collection<Callable<T>> carried = new ArrayList<>(tasks.size());
    for (Callable<T> task : tasks) {
      carried.add(Carried.here(task));
    }
    return carried;
  }

  @Override
  public final void shutdown() {
    delegate.shutdown();
  }

  /**
   * The tasks that never ran: what was given to {@link #execute} as it was given, futures as the
   * delegate made them.
   */
  @Override
  public final List<Runnable> shutdownNow() {
    List<Runnable> never = new ArrayList<>(delegate.shutdownNow());
    never.replaceAll(Carried::unwrap);
    return never;
  }

  @Override
  public final boolean isShutdown() {
    return delegate.isShutdown();
  }

  @Override
  public final boolean isTerminated() {
    return delegate.isTerminated();
  }

  @Override
  public final boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return delegate.awaitTermination(timeout, unit);
  }

  /**
   * Overrides {@code ExecutorService.close()} of Java 19 and newer, so that a delegate with a way
   * of its own to close is closed that way: that of the common pool, for one, does nothing.
   */
  public final void close() {
    if (delegate instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception failed) {
        throw Sneaky.thrown(failed);
      }
    } else {
      // Below 19 nobody calls this but frameworks that look for a method of this name.
      delegate.shutdown();
    }
  }

  @Override
  public final String toString() {
    return delegate.toString();
  }
}
