// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the pool we give to the application and its {@linkplain Lane lanes} have in common: all ways
 * to submit lead to {@link PropagatingForkJoinPool#route}, for the application meets a lane through
 * {@link ForkJoinTask#getPool()}.
 *
 * <p>Methods without {@code @Override} override those that newer versions of Java have.
 */
abstract sealed class RoutingForkJoinPool extends ForkJoinPool
    permits PropagatingForkJoinPool, Lane {

  RoutingForkJoinPool(int parallelism, ForkJoinWorkerThreadFactory factory) {
    super(parallelism, factory, null, false);
  }

  abstract PropagatingForkJoinPool router();

  /** Submits to this very pool. */
  final void push(Runnable task) {
    super.execute(task);
  }

  /** Submits to this very pool, where a thread of it that joins the task can find it. */
  final void push(ForkJoinTask<?> task) {
    super.execute(task);
  }

  @Override
  public final void execute(Runnable task) {
    router().route(Objects.requireNonNull(task, "task"));
  }

  @Override
  public final void execute(ForkJoinTask<?> task) {
    router().route(Objects.requireNonNull(task, "task"));
  }

  @Override
  public final <T extends @Nullable Object> ForkJoinTask<T> submit(ForkJoinTask<T> task) {
    router().route(Objects.requireNonNull(task, "task"));
    return task;
  }

  @Override
  public final <T extends @Nullable Object> ForkJoinTask<T> submit(Callable<T> task) {
    return submit(ForkJoinRuns.adapt(Carried.here(Objects.requireNonNull(task, "task"))));
  }

  @Override
  public final <T extends @Nullable Object> ForkJoinTask<T> submit(Runnable task, T result) {
    return submit(ForkJoinRuns.adapt(Carried.here(Objects.requireNonNull(task, "task")), result));
  }

  @Override
  public final ForkJoinTask<?> submit(Runnable task) {
    return task instanceof ForkJoinTask<?> already
        ? submit(already)
        : this.<@Nullable Object>submit(task, null);
  }

  public final <T extends @Nullable Object> ForkJoinTask<T> externalSubmit(ForkJoinTask<T> task) {
    return submit(task);
  }

  public final <T extends @Nullable Object> ForkJoinTask<T> lazySubmit(ForkJoinTask<T> task) {
    return submit(task);
  }

  @Override
  public final <T extends @Nullable Object> T invoke(ForkJoinTask<T> task) {
    return submit(task).join();
  }

  /** Can be interrupted where the JDK's pool of the same version can. */
  @Override
  public final <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks) {
    return submitAll(tasks, ForkJoinRuns::awaitAsJdk);
  }

  public final <T extends @Nullable Object> List<Future<T>> invokeAllUninterruptibly(
      Collection<? extends Callable<T>> tasks) {
    return submitAll(tasks, ForkJoinTask::quietlyJoin);
  }

  private <T extends @Nullable Object> List<Future<T>> submitAll(
      Collection<? extends Callable<T>> tasks, Consumer<ForkJoinTask<?>> await) {
    List<ForkJoinTask<T>> submitted = new ArrayList<>(tasks.size());
    try {
      for (Callable<T> task : tasks) {
        submitted.add(submit(task));
      }
      submitted.forEach(await);
    } catch (Throwable thrown) {
      submitted.forEach(task -> task.cancel(true));
      throw thrown;
    }
    return new ArrayList<>(submitted);
  }

  // Below, a thread of this pool that waits for others is replaced as long as it waits, as in
  // managedBlock().

  @Override
  public final <T extends @Nullable Object> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException {
    return Blocking.get(() -> bulk().invokeAll(tasks, timeout, unit));
  }

  @Override
  public final <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    return Blocking.get(() -> bulk().invokeAny(tasks));
  }

  @Override
  public final <T extends @Nullable Object> T invokeAny(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return Blocking.get(() -> bulk().invokeAny(tasks, timeout, unit));
  }

  /** The JDK's way to run many tasks with nothing but {@code execute}. */
  private AbstractExecutorService bulk() {
    return new Bulk(this);
  }

  private static final class Bulk extends AbstractExecutorService {
    private final ForkJoinPool pool;

    Bulk(ForkJoinPool pool) {
      this.pool = pool;
    }

    @Override
    public void execute(Runnable task) {
      pool.execute(task);
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

  /** A call that blocks. */
  private static final class Blocking<T extends @Nullable Object> implements ManagedBlocker {
    private final Callable<T> call;
    private boolean done;
    private @Nullable T result;
    private @Nullable Throwable thrown;

    private Blocking(Callable<T> call) {
      this.call = call;
    }

    @SuppressWarnings("NullAway") // the result is as nullable as the call's
    static <T extends @Nullable Object> T get(Callable<T> call) throws InterruptedException {
      Blocking<T> blocking = new Blocking<>(call);
      managedBlock(blocking);
      if (blocking.thrown != null) {
        throw Sneaky.thrown(blocking.thrown);
      }
      return blocking.result;
    }

    @Override
    public boolean block() {
      try {
        result = call.call();
      } catch (Throwable failed) {
        thrown = failed;
      }
      done = true;
      return true;
    }

    @Override
    public boolean isReleasable() {
      return done;
    }
  }
}
