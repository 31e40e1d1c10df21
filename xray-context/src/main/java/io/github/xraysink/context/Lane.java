// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import io.github.xraysink.internal.Guard;
import java.util.List;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A part of a {@link PropagatingForkJoinPool} that runs one submission at a time, and with it all
 * that it forks.
 *
 * <p>A fork-join pool asks nobody before one of its threads takes over what another has forked, so
 * there is no place to put a position on just then. But it does ask for threads. A lane begins with
 * a single one, which serves one submission after the other. The first fork makes the lane ask for
 * a second thread: that one, and those after it, are made for this submission's position and can
 * meet nothing else, because the lane serves no other submission any more and ends with them.
 */
final class Lane extends RoutingForkJoinPool {

  private final PropagatingForkJoinPool router;
  private final AtomicInteger threads = new AtomicInteger();
  // Written by the thread that serves, read by whoever forks.
  private volatile @Nullable Carried serving;
  /** How many threads run; for {@link Lanes} only. */
  int live;

  Lane(PropagatingForkJoinPool router) {
    super(router.getParallelism(), pool -> ((Lane) pool).newThread());
    this.router = router;
  }

  private LaneThread newThread() {
    boolean first = threads.getAndIncrement() == 0;
    return new LaneThread(this, first ? null : serving);
  }

  @Override
  PropagatingForkJoinPool router() {
    return router;
  }

  /** Starts the first thread, which serves {@code first} and then what the pool has for it. */
  void start(Carried first) {
    push(() -> serve(first));
  }

  private void serve(Carried first) {
    Carried next = first;
    while (next != null) {
      serving = next;
      run((Runnable) next);
      if (hasForked()) {
        retire(next);
        return;
      }
      serving = null;
      next = router.lanes().next();
    }
    super.shutdown();
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable thrown) {
      Thread thread = Thread.currentThread();
      Guard.run(
          "tell a thread's handler of an exception",
          () -> thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown));
    }
  }

  private boolean hasForked() {
    return threads.get() > 1 || ForkJoinTask.getQueuedTaskCount() > 0;
  }

  /**
   * What was forked and not joined may still run, here and on other threads, so the lane stays
   * where it is.
   */
  private void retire(Carried last) {
    ((LaneThread) Thread.currentThread()).stayAt(last);
    router.lanes().retired();
    super.shutdown();
  }

  /** Whether the submission served now has the position of the calling thread. */
  boolean isAtCurrentPosition() {
    Carried now = serving;
    return now != null && now.isAt(CurrentPosition.find(), Position.baggage());
  }

  void abort() {
    super.shutdownNow();
  }

  // What the application does to the lane it runs in, it does to the pool.

  @Override
  public void shutdown() {
    router.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return router.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return router.isShutdown();
  }

  @Override
  public boolean isTerminating() {
    return router.isTerminating();
  }

  @Override
  public boolean isTerminated() {
    return router.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return router.awaitTermination(timeout, unit);
  }

  public void close() {
    router.close();
  }
}
