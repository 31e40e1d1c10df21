// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.context.ThrowingSupplier;
import io.github.xraysink.context.TraceScope;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.internal.Guard;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Runs work in its recording: same result, same exception, and the thread is put back. */
final class Run {

  private Run() {}

  /** Runs work on this thread, as asked for now. */
  static <T extends @Nullable Object, E extends Throwable> T now(
      Definition definition, ThrowingSupplier<T, E> work) throws E {
    return from(definition.announce(), definition, Map.of(), work);
  }

  /** Runs work on this thread, as asked for where {@code from} was announced. */
  static <T extends @Nullable Object, E extends Throwable> T from(
      TraceSnapshot from,
      Definition definition,
      Map<String, Object> parameters,
      ThrowingSupplier<T, E> work)
      throws E {
    Recording recording = definition.begin(from, parameters);
    T result = in(recording, work);
    endWith(result, recording);
    return result;
  }

  private static <T extends @Nullable Object, E extends Throwable> T in(
      Recording recording, ThrowingSupplier<T, E> work) throws E {
    TraceScope scope = recording.enter();
    try {
      return work.get();
    } catch (Throwable thrown) {
      recording.end(thrown);
      throw thrown;
    } finally {
      scope.close();
    }
  }

  /** Ends the recording now, or with what the work returned if that is a promise of a result. */
  private static void endWith(@Nullable Object result, Recording recording) {
    if (!recording.matters()) {
      return;
    }
    try {
      if (result instanceof CompletionStage<?> stage) {
        stage.whenComplete((value, thrown) -> recording.end(thrown));
        return;
      }
      if (result instanceof Future<?> future && FutureWatch.follow(future, recording)) {
        return;
      }
    } catch (Throwable unfit) {
      Guard.caught("follow a task to its end", unfit);
    }
    recording.end(null);
  }
}
