// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.internal.Guard;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks every {@value #INTERVAL_MILLIS} ms which plain futures are done, for a {@code Future} tells
 * nobody. One daemon thread does so, while there is something to look after.
 *
 * <p>At most {@value #MAX_WATCHED} futures, each for at most an hour; what is not watched any more
 * has its segment sent in progress like anything that never ends.
 */
final class FutureWatch {

  static final long INTERVAL_MILLIS = 20;
  static final int MAX_WATCHED = 10_000;
  private static final long MAX_AGE_NANOS = TimeUnit.HOURS.toNanos(1);

  private static final Object LOCK = new Object();
  // Both guarded by LOCK. There is a thread while the set is not empty.
  private static final Set<Watched> WATCHED = new LinkedHashSet<>();
  private static @Nullable Thread thread;

  /** No record: two of them are never equal, whatever their futures say. */
  private static final class Watched {
    private final Future<?> future;
    private final Recording recording;
    private final long sinceNanos = System.nanoTime();

    Watched(Future<?> future, Recording recording) {
      this.future = future;
      this.recording = recording;
    }
  }

  private FutureWatch() {}

  /**
   * Ends {@code recording} when {@code future} is done.
   *
   * @return {@code false} if too many are watched already, and nothing will be done
   */
  static boolean follow(Future<?> future, Recording recording) {
    if (future.isDone()) {
      end(future, recording);
      return true;
    }
    synchronized (LOCK) {
      if (WATCHED.size() >= MAX_WATCHED) {
        return false;
      }
      WATCHED.add(new Watched(future, recording));
      if (thread == null) {
        thread = start();
      }
      return true;
    }
  }

  private static Thread start() {
    Thread watcher = new Thread(null, FutureWatch::watch, "xraysink-futures", 0, false);
    watcher.setDaemon(true);
    watcher.setContextClassLoader(null);
    watcher.start();
    return watcher;
  }

  private static void watch() {
    boolean more = true;
    while (more) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS));
      // Nobody has reason to interrupt this thread; it goes when it has nothing left to do.
      Thread.interrupted();
      for (Watched done : takeDone()) {
        end(done.future, done.recording);
      }
      more = hasMore();
    }
  }

  private static boolean hasMore() {
    synchronized (LOCK) {
      if (WATCHED.isEmpty()) {
        thread = null;
        return false;
      }
      return true;
    }
  }

  /** Asks the futures, which may be anybody's code, outside the lock. */
  private static List<Watched> takeDone() {
    List<Watched> all;
    synchronized (LOCK) {
      all = List.copyOf(WATCHED);
    }
    List<Watched> done = new ArrayList<>();
    List<Watched> gone = new ArrayList<>();
    for (Watched watched : all) {
      if (Guard.call("ask whether a future is done", true, watched.future::isDone)) {
        done.add(watched);
      } else if (System.nanoTime() - watched.sinceNanos > MAX_AGE_NANOS) {
        gone.add(watched);
      }
    }
    synchronized (LOCK) {
      done.forEach(WATCHED::remove);
      gone.forEach(WATCHED::remove);
    }
    return done;
  }

  private static void end(Future<?> future, Recording recording) {
    recording.end(Guard.call("ask a future how it ended", null, () -> outcome(future)));
  }

  /** What a future that is done threw; {@code null} if it has a result. */
  private static @Nullable Throwable outcome(Future<?> future) {
    try {
      future.get(0, TimeUnit.NANOSECONDS);
      return null;
    } catch (ExecutionException failed) {
      return failed;
    } catch (InterruptedException interrupted) {
      // The caller's thread was interrupted before it came here; that is the caller's matter.
      Thread.currentThread().interrupt();
      return future.isCancelled() ? interrupted : null;
    } catch (TimeoutException notDone) {
      return null;
    } catch (RuntimeException cancelled) {
      return cancelled;
    }
  }
}
