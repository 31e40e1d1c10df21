// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.context.ThrowingRunnable;
import io.github.xraysink.context.ThrowingSupplier;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs background tasks without any framework.
 *
 * <pre>{@code
 * XrayTasks.run("reports/nightly", () -> reports.build());
 * pool.execute(XrayTasks.wrap("slack/answer", () -> answer(question)));
 * XrayTasks.every(scheduler, "cache/refresh", Duration.ofMinutes(1), cache::refresh);
 * Jobs jobs = XrayTasks.proxy(Jobs.class, new RealJobs());
 * }</pre>
 *
 * <p>A task is a segment of its own, named like the service, that describes a request to
 * {@code task://localhost/<path>}. Inside a trace it belongs to that trace, below a subsegment
 * {@code Create Task: <path>} that ends at once, with the same sampling decision; otherwise it
 * begins a trace, and the sampling strategy is asked once. On Lambda it is a subsegment. The work
 * runs just the same where no recorder is configured or tracing is off.
 *
 * <p>A path that is blank becomes {@code unnamed}; leading slashes have no meaning.
 */
public final class XrayTasks {

  private XrayTasks() {}

  /** A task to be given a name or annotations before it is run. */
  public static TaskOptions task(@Nullable String path) {
    return TaskOptions.of(path);
  }

  /** As {@link TaskOptions#run}. */
  public static <E extends Throwable> void run(@Nullable String path, ThrowingRunnable<E> work)
      throws E {
    task(path).run(work);
  }

  /** As {@link TaskOptions#call}. */
  public static <T extends @Nullable Object, E extends Throwable> T call(
      @Nullable String path, ThrowingSupplier<T, E> work) throws E {
    return task(path).call(work);
  }

  /** As {@link TaskOptions#callAsync}. */
  public static <S extends @Nullable CompletionStage<?>> S callAsync(
      @Nullable String path, Supplier<S> work) {
    return task(path).callAsync(work);
  }

  /** As {@link TaskOptions#wrap(Runnable)}. */
  public static Runnable wrap(@Nullable String path, Runnable work) {
    return task(path).wrap(work);
  }

  /** As {@link TaskOptions#wrap(Callable)}. */
  public static <T extends @Nullable Object> Callable<T> wrap(
      @Nullable String path, Callable<T> work) {
    return task(path).wrap(work);
  }

  /** As {@link TaskOptions#every}, with the first run after one period. */
  public static ScheduledFuture<?> every(
      ScheduledExecutorService scheduler, @Nullable String path, Duration period, Runnable job) {
    return task(path).every(scheduler, period, period, job);
  }

  /**
   * A view of {@code target} that records the methods annotated with {@link XrayTask} or
   * {@link XraySubsegment}, in the interface or in the target's class. What the target calls on
   * itself is not recorded.
   *
   * @param type an interface of which {@code target} is an instance
   * @throws IllegalArgumentException if {@code type} is no interface, or an annotation has a value
   *     that is not accepted
   */
  public static <T> T proxy(Class<T> type, T target) {
    return TracedProxy.of(type, target);
  }
}
