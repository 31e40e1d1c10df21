// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.context.StartedSegment;
import io.github.xraysink.context.TraceScope;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One run of a task; listeners hear of it where there is no segment, too. */
final class InSegment implements Recording {

  private final StartedSegment started;
  private final TaskRun run;
  private final long startNanos = System.nanoTime();
  private final AtomicBoolean ended = new AtomicBoolean();

  InSegment(String path, StartedSegment started) {
    this.started = started;
    this.run =
        new TaskRun(path, started.snapshot().traceId(), started.snapshot().isSampled());
    TaskListeners.tell(listener -> listener.started(run));
  }

  @Override
  public TraceScope enter() {
    return started.snapshot().restore();
  }

  @Override
  public boolean matters() {
    return started.segment().isPresent() || TaskListeners.any();
  }

  @Override
  public void end(@Nullable Throwable thrown) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    Throwable cause = thrown == null ? null : TaskOutcome.causeOf(thrown);
    if (cause != null) {
      started.fail(cause);
    }
    started.finish();
    Duration duration = Duration.ofNanos(System.nanoTime() - startNanos);
    TaskOutcome outcome = TaskOutcome.of(cause);
    TaskListeners.tell(listener -> listener.ended(run, outcome, duration, cause));
  }
}
