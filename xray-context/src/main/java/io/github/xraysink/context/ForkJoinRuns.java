// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.RecursiveTask;
import org.jspecify.annotations.Nullable;

/**
 * Makes fork-join tasks of other tasks, and runs them, as the JDK's pool of the same version does.
 */
final class ForkJoinRuns {

  /** From here on a submitted task is interrupted by {@code cancel(true)}. */
  private static final int INTERRUPTIBLE_SINCE = 22;

  private static final @Nullable MethodHandle INTERRUPTIBLE = interruptible();

  private ForkJoinRuns() {}

  private static @Nullable MethodHandle interruptible() {
    if (Runtime.version().feature() < INTERRUPTIBLE_SINCE) {
      return null;
    }
    try {
      return MethodHandles.publicLookup()
          .findStatic(
              ForkJoinTask.class,
              "adaptInterruptible",
              MethodType.methodType(ForkJoinTask.class, Callable.class));
    } catch (ReflectiveOperationException missing) {
      throw new ExceptionInInitializerError(missing);
    }
  }

  /** A task for another thread to run. */
  @SuppressWarnings("unchecked") // as the handle's method is declared
  static <T extends @Nullable Object> ForkJoinTask<T> adapt(Callable<? extends T> task) {
    if (INTERRUPTIBLE == null) {
      return ForkJoinTask.adapt(task);
    }
    try {
      return (ForkJoinTask<T>) INTERRUPTIBLE.invoke(task);
    } catch (Throwable thrown) {
      throw Sneaky.thrown(thrown);
    }
  }

  /** A task without a result of its own. */
  static <T extends @Nullable Object> ForkJoinTask<T> adapt(Runnable task, T result) {
    return adapt(() -> {
      task.run();
      return result;
    });
  }

  /**
   * Waits for {@code task}, which may fail; throws an {@link InterruptedException} where the JDK's
   * pool does.
   */
  static void awaitAsJdk(ForkJoinTask<?> task) {
    if (INTERRUPTIBLE == null) {
      task.quietlyJoin();
      return;
    }
    try {
      task.get();
    } catch (ExecutionException | CancellationException tasksOwn) {
      // To be found in the task.
    } catch (InterruptedException interrupted) {
      throw Sneaky.thrown(interrupted);
    }
  }

  /** Runs {@code task} on this thread of a fork-join pool. */
  static void run(ForkJoinTask<?> task) {
    if (completesWhenRun(task)) {
      task.quietlyInvoke();
    } else {
      // May be completed by others, later or never: run it like any forked task, and do not wait
      // for its completion.
      task.fork();
      ForkJoinTask.helpQuiesce();
    }
  }

  private static boolean completesWhenRun(ForkJoinTask<?> task) {
    return task instanceof RecursiveTask<?>
        || task instanceof RecursiveAction
        || task instanceof Runnable;
  }
}
