// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * Executors whose tasks run where they were submitted from, as far as the trace is concerned.
 *
 * <pre>{@code
 * static final ExecutorService POOL = XrayExecutors.propagating(Executors.newFixedThreadPool(8));
 * }</pre>
 *
 * <p>The position, which is the current entity and the baggage, is taken on the submitting thread
 * with each task, and made current on the running thread as long as the task runs, as by
 * {@link TraceSnapshot#capture} and {@link TraceSnapshot#wrap(Runnable)}. Then the thread gets back
 * exactly what it had. A task submitted from no position runs at none, whatever the thread was left
 * with.
 *
 * <p>All of these may be made at any time, in a static initialiser too: they know of no recorder
 * and look for the position when a task is submitted. Results, exceptions, rejection, cancellation,
 * interruption and the returned futures are the delegate's. A task costs one small object more. A
 * task that came through one such executor into another keeps the position it has. Safe for use by
 * any number of threads, as far as the delegate is.
 *
 * <p>Instead of the task itself the delegate sees an object that stands for it: it prints as the
 * task does, and can be compared as the task can, but is of another class. This matters to pools of
 * one's own that look at the class of tasks.
 */
public final class XrayExecutors {

  /**
   * How long after its end an entity is still carried on by tasks that are scheduled: one minute. A
   * task scheduled from a position older than that runs at none, or a task that schedules its like
   * again and again would keep a trace alive for ever.
   */
  public static final Duration LATE_POSITION_LIMIT = Duration.ofMinutes(1);

  private static final int VIRTUAL_THREADS_SINCE = 21;
  private static final int MAX_PARALLELISM = 0x7fff; // that of ForkJoinPool

  private XrayExecutors() {}

  /**
   * An executor that runs tasks at the position of the thread that called {@code execute}.
   *
   * @param delegate what runs the tasks; if it is an {@link ExecutorService}, or more, so is the
   *     result
   * @return {@code delegate} itself if it is one of ours already
   */
  public static Executor propagating(Executor delegate) {
    if (delegate instanceof ExecutorService service) {
      return propagating(service);
    }
    Objects.requireNonNull(delegate, "delegate");
    return delegate instanceof PropagatingExecutor ? delegate : new PropagatingExecutor(delegate);
  }

  /**
   * An executor service that runs tasks at the position of the thread that submitted them.
   *
   * <p>{@code shutdownNow} gives back what was given to {@code execute}. What a task forks in a
   * {@link ForkJoinPool}, and what a parallel stream does there on other threads, runs at no
   * position: use {@link #newForkJoinPool}.
   *
   * @param delegate what runs the tasks; if it is a {@link ScheduledExecutorService}, so is the
   *     result
   * @return {@code delegate} itself if it is one of ours already
   */
  public static ExecutorService propagating(ExecutorService delegate) {
    if (delegate instanceof ScheduledExecutorService scheduled) {
      return propagating(scheduled);
    }
    Objects.requireNonNull(delegate, "delegate");
    return delegate instanceof PropagatingExecutorService
            || delegate instanceof PropagatingForkJoinPool
        ? delegate
        : new PropagatingExecutorService(delegate);
  }

  /**
   * A scheduler that runs tasks at the position of the thread that submitted or scheduled them,
   * with these exceptions:
   *
   * <ul>
   *   <li>Periodic tasks inherit nothing. Each run may begin a segment of its own.
   *   <li>A task scheduled once from inside its own run, which is how tasks make themselves
   *       periodic, inherits nothing. Its own means that it is the same object.
   *   <li>A task scheduled once from a position that ended longer than {@link #LATE_POSITION_LIMIT}
   *       ago, or from below one that had ended so long ago when work went on below it, inherits
   *       nothing.
   * </ul>
   *
   * @return {@code delegate} itself if it is one of ours already
   */
  public static ScheduledExecutorService propagating(ScheduledExecutorService delegate) {
    Objects.requireNonNull(delegate, "delegate");
    return delegate instanceof PropagatingScheduledExecutorService
            || (ExecutorService) delegate instanceof PropagatingForkJoinPool
        ? delegate
        : new PropagatingScheduledExecutorService(delegate);
  }

  /**
   * A factory of threads that run, from start to end, at the position of the thread that called
   * {@code newThread}.
   *
   * <p>That is right for a thread that does one thing. The threads of a pool live longer than the
   * request that happened to need one more of them, so a thread made for a pool is left alone: wrap
   * the pool. A thread is taken for a pool's if what it is to run is a synchronizer (as the workers
   * of {@link java.util.concurrent.ThreadPoolExecutor} are) or was made by a class that is an
   * {@link Executor}, and no {@link java.util.concurrent.Future}. For loops that cannot be told by
   * this, such as a consumer written by hand, use {@code delegate} as it is.
   *
   * @return {@code delegate} itself if it is one of ours already
   */
  public static ThreadFactory propagating(ThreadFactory delegate) {
    Objects.requireNonNull(delegate, "delegate");
    return delegate instanceof PropagatingThreadFactory
        ? delegate
        : new PropagatingThreadFactory(delegate);
  }

  /**
   * A new virtual thread for each task, at the position of the thread that submitted it.
   *
   * @throws UnsupportedOperationException below Java 21
   */
  public static ExecutorService newVirtualThreadPerTaskExecutor() {
    int version = Runtime.version().feature();
    if (version < VIRTUAL_THREADS_SINCE) {
      throw new UnsupportedOperationException("newVirtualThreadPerTaskExecutor needs Java "
          + VIRTUAL_THREADS_SINCE
          + " or newer; this is Java "
          + version);
    }
    return VirtualThreads.newExecutor();
  }

  /**
   * A fork-join pool in which a submission, and all that it forks, runs at the position of the
   * thread that submitted it.
   *
   * <p>This holds for tasks given to {@code execute}, {@code submit}, {@code invoke},
   * {@code invokeAll} and {@code invokeAny}, for the tasks they fork, on whichever thread these end
   * up, for parallel streams inside them, and for the asynchronous stages of a
   * {@link java.util.concurrent.CompletableFuture} that was given this pool.
   *
   * <p>What does not:
   *
   * <ul>
   *   <li>Forked tasks and parallel streams hang below the position of their <em>submission</em>.
   *       If the submission itself has begun a subsegment in the meantime, only what happens to
   *       stay on its thread is below that. To have all of it there, submit from inside the
   *       subsegment: {@code pool.submit(() -> list.parallelStream()...).join()}. When more than
   *       twice the parallelism is under way by such nested submissions, further ones fork at the
   *       outer position.
   *   <li>On Java 25 and newer, what is scheduled or given a timeout carries its position as
   *       described for {@link #propagating(ScheduledExecutorService)}, but not what it forks.
   * </ul>
   *
   * <p>At most {@code parallelism} submissions run at once, others wait in order. A submission that
   * waits, other than by submitting from inside, for one that was submitted after it is not
   * replaced by another meanwhile.
   *
   * <p>The price: a submission that forks gets up to {@code parallelism} threads for what it forks,
   * which are made when it does and end with it. That costs it about half a millisecond (on two
   * busy cores, Java 17 and 25), so forking pays for work of milliseconds. Submissions that do not
   * fork use the same threads again and again, at the price of the JDK's pool; idle threads end
   * after a minute. All threads are daemons, as in any fork-join pool. The worst case is the square
   * of {@code parallelism} in threads, if as many submissions all fork widely at once, and twice
   * that if they submit from inside.
   *
   * @param parallelism from 1 to 32,767
   * @throws IllegalArgumentException if {@code parallelism} is out of these bounds
   */
  public static ForkJoinPool newForkJoinPool(int parallelism) {
    if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
      throw new IllegalArgumentException(
          "parallelism is " + parallelism + "; accepted is 1 to " + MAX_PARALLELISM);
    }
    return new PropagatingForkJoinPool(parallelism);
  }

  /** Loaded only where there are virtual threads. */
  private static final class VirtualThreads {
    private static final MethodHandle NEW_EXECUTOR = find();

    private static MethodHandle find() {
      try {
        return MethodHandles.publicLookup()
            .findStatic(
                Executors.class,
                "newVirtualThreadPerTaskExecutor",
                MethodType.methodType(ExecutorService.class));
      } catch (ReflectiveOperationException missing) {
        throw new ExceptionInInitializerError(missing);
      }
    }

    static ExecutorService newExecutor() {
      try {
        return propagating((ExecutorService) NEW_EXECUTOR.invokeExact());
      } catch (Throwable thrown) {
        throw Sneaky.thrown(thrown);
      }
    }
  }
}
