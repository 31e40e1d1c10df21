// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import io.github.xraysink.internal.Guard;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * Makes threads that run at the position of their maker, unless they are going to run other
 * people's tasks.
 */
record PropagatingThreadFactory(ThreadFactory delegate) implements ThreadFactory {

  @Override
  public @Nullable Thread newThread(Runnable task) {
    return delegate.newThread(isWorker(task) ? task : Carried.here(task));
  }

  private static boolean isWorker(@Nullable Runnable task) {
    return task != null && Guard.call("look at a task", false, () -> wasMadeByExecutor(task));
  }

  /**
   * Whether {@code task} is a pool's loop. That of a {@code ThreadPoolExecutor}, and of Tomcat's,
   * is a lock; others are classes or lambdas of an executor. A future made by an executor stands
   * for one task.
   */
  private static boolean wasMadeByExecutor(Runnable task) {
    if (task instanceof Future<?>) {
      return false;
    }
    return task instanceof AbstractQueuedSynchronizer
        || Executor.class.isAssignableFrom(task.getClass().getNestHost());
  }
}
