// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import io.github.xraysink.context.TraceSnapshot;
import java.util.concurrent.RunnableScheduledFuture;
import org.springframework.core.task.TaskDecorator;

/**
 * Carries the position of whoever submits a task to an executor or scheduler of Spring's into its
 * run.
 *
 * <p>What is run again and again inherits nothing (law 10 of the context). Spring shows its
 * scheduler's tasks as the JDK's futures, which tell whether they are periodic; tasks with a
 * trigger, such as cron, are a chain of one-shot futures, which only their caller gives away.
 */
final class PositionDecorator implements TaskDecorator {

  private static final String REARMED =
      "org.springframework.scheduling.concurrent.ReschedulingRunnable";
  private static final StackWalker WALKER = StackWalker.getInstance();

  @Override
  public Runnable decorate(Runnable task) {
    return task instanceof RunnableScheduledFuture<?> scheduled && repeats(scheduled)
        ? TraceSnapshot.none().wrap(task)
        : TraceSnapshot.capture().wrap(task);
  }

  private static boolean repeats(RunnableScheduledFuture<?> task) {
    return task.isPeriodic()
        || WALKER.walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(REARMED)));
  }
}
