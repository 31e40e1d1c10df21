// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import io.github.xraysink.internal.Guard;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Hands the submissions of a {@link PropagatingForkJoinPool} to its lanes, and knows what they are
 * at.
 *
 * <p>At most as many lanes as the pool's parallelism serve submissions from outside; more
 * submissions wait, in order. A submission from a task of the pool, which may go on to wait for it,
 * gets a lane beyond that, up to twice the parallelism.
 */
final class Lanes {

  private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final PropagatingForkJoinPool pool;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition submitted = lock.newCondition();
  private final Condition changed = lock.newCondition();
  // All that follows is guarded by lock.
  private final Deque<Carried> waiting = new ArrayDeque<>();
  // Those with threads, or about to get their first one.
  private final Set<Lane> alive = new HashSet<>();
  // How many of these take submissions, and how many of those have none now.
  private int serving;
  private int idle;
  private int threads;
  private boolean shutdown;

  Lanes(PropagatingForkJoinPool pool) {
    this.pool = pool;
  }

  /**
   * Takes a submission.
   *
   * @param nested whether it comes from a task of the pool
   * @return {@code false} if it is nested and must run where its submitter runs
   * @throws RejectedExecutionException if it comes from outside after the shutdown
   */
  boolean accept(Carried submission, boolean nested) {
    Lane lane;
    lock.lock();
    try {
      if (shutdown && !nested) {
        throw new RejectedExecutionException("Task " + submission + " rejected: pool is shut down");
      }
      if (idle > waiting.size()) {
        waiting.add(submission);
        submitted.signal();
        return true;
      }
      int limit = nested ? 2 * pool.getParallelism() : pool.getParallelism();
      if (shutdown || serving >= limit) {
        return !nested && waiting.add(submission);
      }
      lane = add();
    } finally {
      lock.unlock();
    }
    start(lane, submission);
    return true;
  }

  private Lane add() {
    Lane lane = new Lane(pool);
    alive.add(lane);
    serving++;
    return lane;
  }

  /** Fails, as any pool does, if the system gives us no thread. */
  private void start(Lane lane, Carried submission) {
    boolean started = false;
    try {
      lane.start(submission);
      started = true;
    } finally {
      if (!started) {
        locked(() -> {
          serving--;
          alive.remove(lane);
        });
      }
    }
  }

  /**
   * What a lane is to serve next; waits for it. Called on the lane's first thread.
   *
   * @return {@code null} if the lane is to end
   */
  @Nullable
  Carried next() {
    Thread.interrupted(); // what a task left is no business of the next one
    lock.lock();
    try {
      if (serving > pool.getParallelism()) {
        serving--;
        return null;
      }
      idle++;
      changed.signalAll();
      if (!awaitSubmission()) {
        serving--;
      }
      idle--;
      return waiting.poll();
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitSubmission() {
    long left = KEEP_ALIVE_NANOS;
    while (waiting.isEmpty()) {
      if (shutdown || left <= 0) {
        return false;
      }
      try {
        left = submitted.awaitNanos(left);
      } catch (InterruptedException meantForTaskOrShutdown) {
        // Look again: a shutdown is to be seen above, and a task that was to be interrupted has
        // ended.
      }
    }
    return true;
  }

  /**
   * A lane does not serve any more, though its threads may have work to do; another one takes its
   * place if needed.
   */
  void retired() {
    Lane successor = null;
    Carried submission = null;
    lock.lock();
    try {
      serving--;
      if (waiting.size() > idle && serving < pool.getParallelism()) {
        submission = waiting.poll();
        successor = add();
      }
    } finally {
      lock.unlock();
    }
    if (submission != null && successor != null) {
      succeed(successor, submission);
    }
  }

  private void succeed(Lane successor, Carried submission) {
    try {
      start(successor, submission);
    } catch (Throwable noThread) {
      Guard.caught("start a thread of a fork-join pool", noThread);
      cancel(submission);
    }
  }

  private static void cancel(Carried submission) {
    if (submission.task() instanceof Future<?> future) {
      future.cancel(true);
    }
  }

  void threadStarted(Lane lane) {
    locked(() -> {
      threads++;
      lane.live++;
      alive.add(lane);
    });
  }

  void threadEnded(Lane lane) {
    locked(() -> {
      threads--;
      if (--lane.live == 0) {
        alive.remove(lane);
      }
    });
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // --- the end ---

  void shutdown() {
    locked(() -> {
      shutdown = true;
      submitted.signalAll();
    });
  }

  void shutdownNow() {
    List<Carried> never = new ArrayList<>();
    List<Lane> running = new ArrayList<>();
    locked(() -> {
      shutdown = true;
      never.addAll(waiting);
      waiting.clear();
      running.addAll(alive);
      submitted.signalAll();
    });
    never.forEach(Lanes::cancel);
    running.forEach(Lane::abort);
  }

  boolean isShutdown() {
    return holds(() -> shutdown);
  }

  boolean isTerminated() {
    return holds(this::terminated);
  }

  private boolean holds(BooleanSupplier state) {
    return seen(() -> state.getAsBoolean() ? 1 : 0) == 1;
  }

  private boolean terminated() {
    return shutdown && waiting.isEmpty() && alive.isEmpty();
  }

  boolean isQuiescent() {
    return holds(this::quiescent);
  }

  private boolean quiescent() {
    return waiting.isEmpty() && idle == threads && idle == alive.size();
  }

  boolean awaitTermination(long nanos) throws InterruptedException {
    return await(this::terminated, nanos);
  }

  boolean awaitQuiescence(long nanos) throws InterruptedException {
    return await(this::quiescent, nanos);
  }

  private boolean await(BooleanSupplier reached, long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (!reached.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  // --- what monitoring asks ---

  int threads() {
    return (int) seen(() -> threads);
  }

  int busyThreads() {
    return (int) seen(() -> threads - idle);
  }

  int waiting() {
    return (int) seen(waiting::size);
  }

  long sum(ToLongFunction<Lane> ofLane) {
    return seen(() -> alive.stream().mapToLong(ofLane).sum());
  }

  private long seen(LongSupplier state) {
    lock.lock();
    try {
      return state.getAsLong();
    } finally {
      lock.unlock();
    }
  }
}
