// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import io.github.xraysink.internal.Guard;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The queue of an emitter and the one daemon thread that empties it: started when the first work
 * comes, and again should it ever die.
 *
 * <p>Who hands over work never waits, and hardly ever wakes the thread either, for that is a system
 * call: while there is traffic the thread looks for itself every few milliseconds, and only after a
 * quiet second does it sleep until it is woken. A queue that fills wakes it at once.
 */
final class SenderThread {

  /** How long the thread leaves a queue alone that it has emptied. */
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** After how long without work the thread sleeps until somebody wakes it. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long nobody tries again to start a thread if that failed. */
  private static final long START_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private enum Mode {
    AWAKE,
    LINGERING,
    ASLEEP
  }

  private final ConcurrentLinkedQueue<Work> queue = new ConcurrentLinkedQueue<>();
  private final Admission admission;
  private final Sender sender;
  private final ThreadFactory threads;
  private final IntConsumer taken;
  private final long wakeAt;
  private final CountDownLatch finished = new CountDownLatch(1);
  private final AtomicBoolean starting = new AtomicBoolean();

  /** Written by the thread itself, and before it runs by whoever starts it. */
  private volatile Mode mode = Mode.ASLEEP;

  /**
   * The thread, or null if none was started or the last one has ended; written by who holds
   * {@link #starting}.
   */
  private volatile @Nullable Thread worker;

  private volatile long startFailedNanos;
  private volatile boolean startFailed;

  /**
   * @param taken told the number of entities of each piece of work that leaves the queue for the
   *     transport
   */
  SenderThread(
      Admission admission,
      Sender sender,
      ThreadFactory threads,
      int queueCapacity,
      IntConsumer taken) {
    this.admission = admission;
    this.sender = sender;
    this.threads = threads;
    this.taken = taken;
    this.wakeAt = queueCapacity / 4;
  }

  /** Adds work that was admitted. Never blocks. */
  void add(Work work) {
    queue.add(work);
    Mode now = mode;
    if (worker == null
        || now == Mode.ASLEEP
        || now == Mode.LINGERING && admission.held() > wakeAt) {
      wake();
    }
  }

  /** Takes the oldest work out again. */
  @Nullable
  Work poll() {
    return queue.poll();
  }

  /** Makes sure that the thread runs and looks at the queue now. Never blocks. */
  void wake() {
    Thread thread = worker;
    if (thread != null && thread.isAlive()) {
      LockSupport.unpark(thread);
    } else if (finished.getCount() > 0) {
      start(thread);
    }
  }

  private void start(@Nullable Thread dead) {
    if (startFailed && System.nanoTime() - startFailedNanos < START_AGAIN_NANOS
        || !starting.compareAndSet(false, true)) {
      return;
    }
    try {
      // Looked at again: it may only have been about to start when it did not look alive.
      if (worker == dead && (dead == null || !dead.isAlive())) {
        Thread thread = threads.newThread(this::run);
        mode = Mode.ASLEEP;
        worker = thread;
        thread.start();
        startFailed = false;
      }
    } catch (Throwable failed) {
      worker = null;
      startFailedNanos = System.nanoTime();
      startFailed = true;
      Guard.caught("start the emitter's thread", failed);
    } finally {
      starting.set(false);
    }
  }

  private void run() {
    boolean done = false;
    try {
      done = work();
    } finally {
      worker = null;
      if (done) {
        finished.countDown();
      } else {
        wake();
      }
    }
  }

  /** Works until the emitter is closed and everything done, or abandoned. */
  private boolean work() {
    long lastWork = System.nanoTime();
    while (!admission.abandoned()) {
      mode = Mode.AWAKE;
      Work work = queue.poll();
      if (work instanceof Work.Mark mark) {
        sender.deliver();
        mark.reached().countDown();
      } else if (work != null) {
        taken.accept(work.entities());
        sender.take(work);
        lastWork = System.nanoTime();
      } else {
        sender.deliverDue();
        if (admission.closed() && admission.held() == 0 && queue.isEmpty()) {
          return true;
        }
        await(System.nanoTime() - lastWork);
      }
      Sender.clearInterrupt();
    }
    return true;
  }

  private void await(long quietNanos) {
    sender.reportLosses();
    boolean sleep = quietNanos > QUIET_NANOS && !sender.holdsBack() && !admission.closed();
    mode = sleep ? Mode.ASLEEP : Mode.LINGERING;
    // Looked at again after the mode was set: who added work before that did not see it, and so did
    // not wake us.
    if (!queue.isEmpty()) {
      return;
    }
    if (sleep && !admission.closed()) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, LINGER_NANOS);
    }
  }

  /** Whether the thread has ended for good, or was never needed. */
  boolean awaitFinished(long nanos) throws InterruptedException {
    if (worker == null && admission.held() == 0 && queue.isEmpty()) {
      return true;
    }
    wake();
    return finished.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** Interrupts the thread in whatever it is stuck in. */
  void interrupt() {
    Thread thread = worker;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
