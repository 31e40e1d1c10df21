// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.entities.Entity;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/**
 * A task together with the position it is to run at, in one object: all that an executor of ours
 * allocates per task.
 *
 * <p>Prints as the task itself, because pools put tasks into the messages of their exceptions.
 */
abstract sealed class Carried extends Frame {

  /** The task that runs on this thread and was scheduled once; nothing between two tasks. */
  private static final ThreadLocal<Object> RUNNING_ONE_SHOT = new ThreadLocal<>();

  /** Before JDK 23, asking each task takes several times as long as all else done for it. */
  private static final ClassValue<Boolean> COMPARABLE = new ClassValue<>() {
    @Override
    protected Boolean computeValue(Class<?> type) {
      return Comparable.class.isAssignableFrom(type);
    }
  };

  private final Object task;

  private Carried(Object task, boolean inherits) {
    this(task, inherits ? Position.ofThisThread() : null, inherits);
  }

  private Carried(Object task, @Nullable Object @Nullable [] here, boolean inherits) {
    super(inherits ? CurrentPosition.find(here) : null, Position.baggageOrNull(here));
    this.task = task;
  }

  // Below, null stays null, for the delegate to refuse. A task that carries a position, because it
  // came through an executor of ours before, keeps it.

  /** {@code task} at the position of the calling thread. */
  static Runnable here(Runnable task) {
    return of(task, true);
  }

  /** {@code task} at the position of the calling thread. */
  static <T extends @Nullable Object> Callable<T> here(Callable<T> task) {
    return of(task, true);
  }

  /** {@code task} at no position. */
  static Runnable nowhere(Runnable task) {
    return of(task, false);
  }

  /**
   * {@code task}, to run once and later: at the position of the calling thread, unless that would
   * keep it for ever.
   */
  static Runnable later(Runnable task) {
    return task == null || task instanceof Carried ? task : new OneShot(task, inherits(task));
  }

  /** As {@link #later(Runnable)}. */
  static <T extends @Nullable Object> Callable<T> later(Callable<T> task) {
    return task == null || task instanceof Carried ? task : new OneShotCall<>(task, inherits(task));
  }

  private static boolean inherits(Object task) {
    return RUNNING_ONE_SHOT.get() != task && !LatePosition.isTooOld(CurrentPosition.find());
  }

  private static Runnable of(Runnable task, boolean inherits) {
    if (task == null || task instanceof Carried) {
      return task;
    }
    return COMPARABLE.get(task.getClass())
        ? new ComparableRun(task, inherits)
        : new Run(task, inherits);
  }

  private static <T extends @Nullable Object> Callable<T> of(Callable<T> task, boolean inherits) {
    return task == null || task instanceof Carried ? task : new Call<>(task, inherits);
  }

  /** {@code task}, handed to a fork-join pool, at the position of the calling thread. */
  static Carried forked(ForkJoinTask<?> task) {
    return new Forked(task);
  }

  /** What the application handed over. */
  static Runnable unwrap(Runnable task) {
    return task instanceof Carried carried && carried.task instanceof Runnable original
        ? original
        : task;
  }

  final Object task() {
    return task;
  }

  final boolean isAt(@Nullable Entity otherEntity, Baggage otherBaggage) {
    Baggage baggage = baggageOrNull();
    return borrowed() == otherEntity
        && (baggage == null ? otherBaggage.isEmpty() : baggage.equals(otherBaggage));
  }

  @Override
  public final String toString() {
    return String.valueOf(task);
  }

  private static sealed class Run extends Carried implements Runnable {
    Run(Runnable task, boolean inherits) {
      super(task, inherits);
    }

    @Override
    public final void run() {
      Position.Mount mount = mount();
      try {
        ((Runnable) task()).run();
      } finally {
        mount.putBack();
      }
    }
  }

  /** For pools whose queue orders tasks by comparing them. */
  @SuppressWarnings("ComparableType") // it stands for its task, whatever that is compared with
  private static final class ComparableRun extends Run implements Comparable<Object> {
    ComparableRun(Runnable task, boolean inherits) {
      super(task, inherits);
    }

    @Override
    @SuppressWarnings("unchecked") // what it can be compared with is the application's business
    public int compareTo(Object other) {
      return ((Comparable<Object>) task())
          .compareTo(other instanceof Carried carried ? carried.task() : other);
    }
  }

  private static final class Call<T extends @Nullable Object> extends Carried
      implements Callable<T> {
    Call(Callable<T> task, boolean inherits) {
      super(task, inherits);
    }

    @Override
    @SuppressWarnings("unchecked") // by the constructor
    public T call() throws Exception {
      Position.Mount mount = mount();
      try {
        return ((Callable<T>) task()).call();
      } finally {
        mount.putBack();
      }
    }
  }

  private static final class OneShot extends Carried implements Runnable {
    OneShot(Runnable task, boolean inherits) {
      super(task, inherits);
    }

    @Override
    public void run() {
      Object before = enter(task());
      Position.Mount mount = mount();
      try {
        ((Runnable) task()).run();
      } finally {
        mount.putBack();
        leave(before);
      }
    }
  }

  private static final class OneShotCall<T extends @Nullable Object> extends Carried
      implements Callable<T> {
    OneShotCall(Callable<T> task, boolean inherits) {
      super(task, inherits);
    }

    @Override
    @SuppressWarnings("unchecked") // by the constructor
    public T call() throws Exception {
      Object before = enter(task());
      Position.Mount mount = mount();
      try {
        return ((Callable<T>) task()).call();
      } finally {
        mount.putBack();
        leave(before);
      }
    }
  }

  private static @Nullable Object enter(Object task) {
    Object before = RUNNING_ONE_SHOT.get();
    RUNNING_ONE_SHOT.set(task);
    return before;
  }

  private static void leave(@Nullable Object before) {
    if (before == null) {
      RUNNING_ONE_SHOT.remove();
    } else {
      RUNNING_ONE_SHOT.set(before);
    }
  }

  /** Runs on a thread of a fork-join pool. What went wrong is the task's to tell. */
  private static final class Forked extends Carried implements Runnable {
    Forked(ForkJoinTask<?> task) {
      super(task, true);
    }

    @Override
    public void run() {
      Position.Mount mount = mount();
      try {
        ForkJoinRuns.run((ForkJoinTask<?>) task());
      } finally {
        mount.putBack();
      }
    }
  }
}
