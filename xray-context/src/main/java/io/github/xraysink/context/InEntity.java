// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.entities.Entity;
import io.github.xraysink.context.entity.LiveEntity;
import io.github.xraysink.internal.Guard;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs work inside an entity of its own: whatever the work does, the entity ends and the thread is
 * put back.
 */
final class InEntity {

  /** Marks work that was cancelled rather than failed. */
  static final String CANCELLED = "cancelled";

  private InEntity() {}

  /**
   * Begins, runs, records what is thrown, errors included, ends, and throws the same instance on.
   *
   * @param begin begins the entity and makes it current; may throw, as a recorder's context-missing
   *     strategy may
   */
  static <E extends Entity, R extends @Nullable Object> R call(
      Supplier<E> begin, Function<? super E, R> work) {
    Position.Mount before = Position.remember();
    E entity = begin.get();
    return call(before, entity, () -> work.apply(entity));
  }

  /**
   * Runs inside an entity that is current, and puts back what was before.
   *
   * @param entity {@code null} to run the work as it is
   */
  static <T extends @Nullable Object, E extends Throwable> T call(
      Position.Mount before, @Nullable Entity entity, ThrowingSupplier<T, E> work) throws E {
    try {
      return work.get();
    } catch (Throwable thrown) {
      fail(entity, thrown);
      throw thrown;
    } finally {
      end(entity);
      before.putBack();
    }
  }

  /**
   * Runs work that goes on elsewhere. The thread is put back when the work returns; the entity ends
   * when the stage does.
   *
   * @return the very stage that {@code work} returned
   */
  static <S extends @Nullable CompletionStage<?>> S callAsync(
      Position.Mount before, @Nullable Entity entity, Supplier<S> work) {
    S stage;
    try {
      stage = work.get();
    } catch (Throwable thrown) {
      fail(entity, thrown);
      end(entity);
      throw thrown;
    } finally {
      before.putBack();
    }
    endWith(stage, entity);
    return stage;
  }

  private static void endWith(@Nullable CompletionStage<?> stage, @Nullable Entity entity) {
    if (entity == null) {
      return;
    }
    try {
      if (stage != null) {
        stage.whenComplete((result, thrown) -> complete(entity, thrown));
        return;
      }
    } catch (Throwable unfit) {
      Guard.caught("follow a stage to its end", unfit);
    }
    end(entity);
  }

  private static void complete(Entity entity, @Nullable Throwable thrown) {
    if (thrown != null) {
      fail(entity, thrown);
    }
    end(entity);
  }

  /** Records what went wrong; a cancellation is no fault. */
  static void fail(@Nullable Entity entity, Throwable thrown) {
    if (entity == null) {
      return;
    }
    Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
    if (cause instanceof CancellationException || cause instanceof InterruptedException) {
      Guard.run("record a cancellation", () -> entity.putAnnotation(CANCELLED, true));
    } else {
      Guard.run("record an exception", () -> entity.addException(cause));
    }
  }

  /**
   * Ends an entity of ours; leaves a no-op of the SDK's, whose close would end whatever is current.
   */
  static void end(@Nullable Entity entity) {
    if (entity instanceof LiveEntity) {
      Guard.run("end an entity", entity::close);
    } else if (entity != null) {
      Position.ended(entity);
    }
  }
}
