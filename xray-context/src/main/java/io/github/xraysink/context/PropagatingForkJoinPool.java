// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A fork-join pool in which what a submission forks is at the submission's position, on every
 * thread: see {@link Lane} for how. The pool itself has no threads, but for what is scheduled with
 * the methods of Java 25.
 */
final class PropagatingForkJoinPool extends RoutingForkJoinPool {

  private static final AtomicInteger POOLS = new AtomicInteger();

  private final String threadNamePrefix =
      "xraysink-forkjoin-" + POOLS.incrementAndGet() + "-worker-";
  private final AtomicLong threadNumber = new AtomicLong();
  private final Lanes lanes = new Lanes(this);

  PropagatingForkJoinPool(int parallelism) {
    super(parallelism, defaultForkJoinWorkerThreadFactory);
  }

  @Override
  PropagatingForkJoinPool router() {
    return this;
  }

  Lanes lanes() {
    return lanes;
  }

  String nextThreadName() {
    return threadNamePrefix + threadNumber.incrementAndGet();
  }

  /**
   * Runs {@code task} at the position of the calling thread, in its lane if that is at the same.
   */
  void route(Runnable task) {
    Lane lane = LaneThread.laneIn(this);
    Runnable carried = Carried.here(task);
    boolean stays = lane != null && lane.isAtCurrentPosition();
    if (stays || !lanes.accept((Carried) carried, lane != null)) {
      pushTo(lane, carried);
    }
  }

  /** As {@link #route(Runnable)}. */
  void route(ForkJoinTask<?> task) {
    Lane lane = LaneThread.laneIn(this);
    if (lane != null && lane.isAtCurrentPosition()) {
      lane.push(task);
      return;
    }
    Carried carried = Carried.forked(task);
    if (!lanes.accept(carried, lane != null)) {
      pushTo(lane, (Runnable) carried);
    }
  }

  private static void pushTo(@Nullable Lane lane, Runnable carried) {
    if (lane != null) {
      lane.push(carried);
    }
  }

  // --- the end ---

  @Override
  public void shutdown() {
    lanes.shutdown();
    super.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    lanes.shutdownNow();
    return super.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return lanes.isShutdown();
  }

  @Override
  public boolean isTerminating() {
    return isShutdown() && !isTerminated();
  }

  @Override
  public boolean isTerminated() {
    return lanes.isTerminated() && super.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long end = System.nanoTime() + unit.toNanos(timeout);
    return lanes.awaitTermination(unit.toNanos(timeout))
        && super.awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  /**
   * As {@code ForkJoinPool.close()} of Java 19 and newer: shuts down and waits; at once if
   * interrupted.
   */
  public void close() {
    boolean interrupted = false;
    shutdown();
    while (!isTerminated()) {
      try {
        awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException hurry) {
        interrupted = true;
        shutdownNow();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // --- monitoring ---

  @Override
  public boolean isQuiescent() {
    return lanes.isQuiescent() && super.isQuiescent();
  }

  @Override
  public boolean awaitQuiescence(long timeout, TimeUnit unit) {
    if (LaneThread.laneIn(this) != null) {
      ForkJoinTask.helpQuiesce();
      return true;
    }
    long end = System.nanoTime() + unit.toNanos(timeout);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return lanes.awaitQuiescence(end - System.nanoTime())
              && super.awaitQuiescence(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException later) {
          interrupted = true; // as in the JDK's pool, this wait is not to be interrupted
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public int getPoolSize() {
    return lanes.threads() + super.getPoolSize();
  }

  @Override
  public int getActiveThreadCount() {
    return lanes.busyThreads() + super.getActiveThreadCount();
  }

  @Override
  public int getRunningThreadCount() {
    return lanes.busyThreads() + super.getRunningThreadCount();
  }

  @Override
  public long getStealCount() {
    return lanes.sum(ForkJoinPool::getStealCount) + super.getStealCount();
  }

  @Override
  public long getQueuedTaskCount() {
    return lanes.sum(ForkJoinPool::getQueuedTaskCount) + super.getQueuedTaskCount();
  }

  @Override
  public int getQueuedSubmissionCount() {
    return lanes.waiting() + super.getQueuedSubmissionCount();
  }

  @Override
  public boolean hasQueuedSubmissions() {
    return lanes.waiting() > 0 || super.hasQueuedSubmissions();
  }

  @Override
  public String toString() {
    return getClass().getSimpleName()
        + "[parallelism = "
        + getParallelism()
        + ", threads = "
        + getPoolSize()
        + ", active = "
        + getActiveThreadCount()
        + ", waiting submissions = "
        + getQueuedSubmissionCount()
        + (isTerminated() ? ", terminated]" : isShutdown() ? ", shutting down]" : "]");
  }

  // --- what Java 25 has besides: overridden at run time there, unknown to callers below ---

  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return Delayed.call(Delayed.RUN, this, Carried.later(task), delay, unit);
  }

  public <T extends @Nullable Object> ScheduledFuture<T> schedule(
      Callable<T> task, long delay, TimeUnit unit) {
    return Delayed.call(Delayed.CALL, this, Carried.later(task), delay, unit);
  }

  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    return Delayed.call(Delayed.RATE, this, Carried.nowhere(task), initialDelay, period, unit);
  }

  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    return Delayed.call(Delayed.DELAY, this, Carried.nowhere(task), initialDelay, delay, unit);
  }

  public <T extends @Nullable Object> ForkJoinTask<T> submitWithTimeout(
      Callable<T> task,
      long timeout,
      TimeUnit unit,
      @Nullable Consumer<? super ForkJoinTask<T>> onTimeout) {
    return Delayed.call(Delayed.TIMEOUT, this, Carried.here(task), timeout, unit, onTimeout);
  }

  /** The JDK's own methods. */
  private static final class Delayed {
    static final MethodHandle RUN =
        find("schedule", ScheduledFuture.class, Runnable.class, long.class, TimeUnit.class);
    static final MethodHandle CALL =
        find("schedule", ScheduledFuture.class, Callable.class, long.class, TimeUnit.class);
    static final MethodHandle RATE = findPeriodic("scheduleAtFixedRate");
    static final MethodHandle DELAY = findPeriodic("scheduleWithFixedDelay");
    static final MethodHandle TIMEOUT = find(
        "submitWithTimeout",
        ForkJoinTask.class,
        Callable.class,
        long.class,
        TimeUnit.class,
        Consumer.class);

    private static MethodHandle findPeriodic(String name) {
      return find(
          name, ScheduledFuture.class, Runnable.class, long.class, long.class, TimeUnit.class);
    }

    private static MethodHandle find(String name, Class<?> result, Class<?>... parameters) {
      try {
        return MethodHandles.privateLookupIn(PropagatingForkJoinPool.class, MethodHandles.lookup())
            .findSpecial(
                ForkJoinPool.class,
                name,
                MethodType.methodType(result, parameters),
                PropagatingForkJoinPool.class);
      } catch (ReflectiveOperationException missing) {
        throw new UnsupportedOperationException(
            "ForkJoinPool." + name + " needs Java 25 or newer", missing);
      }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <R> R call(MethodHandle method, @Nullable Object... arguments) {
      try {
        return (R) method.invokeWithArguments(arguments);
      } catch (Throwable thrown) {
        throw Sneaky.thrown(thrown);
      }
    }
  }
}
