// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.context.ThrowingRunnable;
import io.github.xraysink.context.ThrowingSupplier;
import io.github.xraysink.context.TraceSnapshot;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A task and the ways to run it. Immutable; may be kept and used again.
 *
 * <p>Whatever way, the work's result and exception are what the caller gets, the same instances,
 * and the thread is left as it was.
 */
public final class TaskOptions {

  private final TaskDefinition definition;

  private TaskOptions(TaskDefinition definition) {
    this.definition = definition;
  }

  static TaskOptions of(@Nullable String path) {
    return new TaskOptions(new TaskDefinition(TaskPaths.normal(path), null, Map.of()));
  }

  /**
   * This task with segments of another name than the service's.
   *
   * @param name made to fit X-Ray's rules when it is sent
   */
  public TaskOptions name(String name) {
    Objects.requireNonNull(name, "name");
    return new TaskOptions(new TaskDefinition(definition.path(), name, definition.annotations()));
  }

  /** This task with an annotation on each of its segments. */
  public TaskOptions annotation(String key, String value) {
    return annotated(key, value);
  }

  /** As {@link #annotation(String, String)}. */
  public TaskOptions annotation(String key, Number value) {
    return annotated(key, value);
  }

  /** As {@link #annotation(String, String)}. */
  public TaskOptions annotation(String key, boolean value) {
    return annotated(key, value);
  }

  private TaskOptions annotated(String key, Object value) {
    Map<String, Object> annotations = new LinkedHashMap<>(definition.annotations());
    annotations.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return new TaskOptions(new TaskDefinition(definition.path(), definition.name(), annotations));
  }

  /**
   * Runs {@code work} on this thread.
   *
   * @throws E whatever {@code work} throws
   */
  public <E extends Throwable> void run(ThrowingRunnable<E> work) throws E {
    Objects.requireNonNull(work, "work");
    Run.<@Nullable Void, E>now(definition, () -> {
      work.run();
      return null;
    });
  }

  /**
   * Runs {@code work} on this thread. If it returns a {@code CompletionStage} or {@code Future},
   * the segment ends when that completes.
   *
   * @return what {@code work} returns, the same object
   * @throws E whatever {@code work} throws
   */
  public <T extends @Nullable Object, E extends Throwable> T call(ThrowingSupplier<T, E> work)
      throws E {
    return Run.now(definition, Objects.requireNonNull(work, "work"));
  }

  /**
   * Starts {@code work} on this thread; the segment ends when the stage completes.
   *
   * @return the very stage {@code work} returns, so that to cancel it cancels the work
   */
  public <S extends @Nullable CompletionStage<?>> S callAsync(Supplier<S> work) {
    return Run.now(definition, Objects.requireNonNull(work, "work")::get);
  }

  /**
   * Work to be run later or elsewhere, by any executor. It belongs to the trace this thread is in
   * now, even if that has ended when it runs; outside a trace, each run is one of its own.
   */
  public Runnable wrap(Runnable work) {
    Objects.requireNonNull(work, "work");
    TraceSnapshot from = definition.announce();
    return () -> Run.<@Nullable Void, RuntimeException>from(from, definition, Map.of(), () -> {
      work.run();
      return null;
    });
  }

  /** As {@link #wrap(Runnable)}, with a result. */
  public <T extends @Nullable Object> Callable<T> wrap(Callable<T> work) {
    Objects.requireNonNull(work, "work");
    TraceSnapshot from = definition.announce();
    return () -> Run.from(from, definition, Map.of(), work::call);
  }

  /**
   * Work each run of which is a call of this task from wherever it runs: on a scheduler's thread a
   * trace of its own.
   */
  public Runnable eachRun(Runnable work) {
    Objects.requireNonNull(work, "work");
    return () -> run(work::run);
  }

  /**
   * The same for {@code java.util.Timer}.
   *
   * @param work if it is a {@code TimerTask} itself, it is cancelled together with the returned
   *     one; its own {@code scheduledExecutionTime} tells nothing, because no timer knows it
   */
  public TimerTask timerTask(Runnable work) {
    return new EachRunTimerTask(eachRun(work), work instanceof TimerTask task ? task : null);
  }

  /**
   * Runs {@code job} at a fixed rate, each run in a trace of its own with the annotations
   * {@code run} (from 1), {@code late_ms} (how long after its time it starts) and
   * {@code overlapped} (whether the run before was still going at that time).
   *
   * <p>A run that throws does not end the series, unlike with
   * {@link ScheduledExecutorService#scheduleAtFixedRate}: the same instance is given to the
   * thread's handler of uncaught exceptions.
   *
   * @param scheduler whatever traces, this thread is in none when {@code job} runs
   * @param initialDelay until the first run; zero or more
   * @param period from one run to the next; above zero
   * @return cancels the series
   * @throws IllegalArgumentException if a duration is out of its bounds
   * @throws java.util.concurrent.RejectedExecutionException if the scheduler accepts nothing
   */
  public ScheduledFuture<?> every(
      ScheduledExecutorService scheduler, Duration initialDelay, Duration period, Runnable job) {
    return new Series(definition, initialDelay, period, job).start(scheduler);
  }
}
