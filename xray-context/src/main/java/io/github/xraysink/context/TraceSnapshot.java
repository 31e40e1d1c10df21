// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a thread was in a trace at one moment: taken there, carried anywhere, made current again
 * for a while.
 *
 * <p>Immutable; may be restored on any number of threads at once. What runs under a restored
 * snapshot hangs below the captured entity, also after that entity, or its whole segment, has
 * ended. The thread borrows the position: it can begin and end things below it, but not end the
 * captured entity itself.
 *
 * <p>A snapshot of nothing hides what the thread has, so a task handed over without a trace does
 * not fall into whatever trace the pool's thread was left in.
 */
public final class TraceSnapshot extends Frame {

  private static final TraceSnapshot NONE = new TraceSnapshot(null, null);

  private TraceSnapshot(@Nullable Entity entity, @Nullable Baggage baggage) {
    super(entity, baggage);
  }

  /**
   * Takes the position of the calling thread: its current entity and baggage. Never fails; logs
   * nothing.
   */
  public static TraceSnapshot capture() {
    @Nullable Object[] here = Position.ofThisThread();
    Entity current = CurrentPosition.find(here);
    Baggage baggage = Position.baggageOrNull(here);
    if (current == null) {
      ForeignContexts.warnIfGlobal();
    }
    return current == null && baggage == null ? NONE : new TraceSnapshot(current, baggage);
  }

  /**
   * Takes the position as {@code recorder} sees it. The same as {@link #capture()} for recorders
   * with a context of ours; for another one, which is warned about once, its own current entity.
   *
   * @param recorder whose position to take
   */
  public static TraceSnapshot capture(AWSXRayRecorder recorder) {
    Objects.requireNonNull(recorder, "recorder");
    if (ForeignContexts.usesOurs(recorder)) {
      return capture();
    }
    Entity current = ForeignContexts.currentEntity(recorder);
    return current == null ? NONE : new TraceSnapshot(current, Position.baggageOrNull());
  }

  /** A snapshot of one entity, as if captured where it is current. Without baggage. */
  public static TraceSnapshot of(Entity entity) {
    return new TraceSnapshot(Objects.requireNonNull(entity, "entity"), null);
  }

  static TraceSnapshot of(Entity entity, Baggage baggage) {
    return new TraceSnapshot(entity, baggage.isEmpty() ? null : baggage);
  }

  /**
   * A snapshot of a position in another process, told by an {@code X-Amzn-Trace-Id} header.
   * Subsegments begun under it are sent on their own, below the header's parent, by the recorder in
   * force now.
   *
   * @param header as received; a header without a valid root and parent, or none, gives
   *     {@link #none()}
   */
  public static TraceSnapshot fromHeader(@Nullable String header) {
    Entity remote = RemotePositions.of(TraceHeaders.parse(header));
    return remote == null ? NONE : new TraceSnapshot(remote, null);
  }

  /** The snapshot of nothing: no entity, no baggage. */
  public static TraceSnapshot none() {
    return NONE;
  }

  /**
   * Makes this the position of the calling thread until the scope is closed.
   *
   * <pre>{@code
   * try (TraceScope scope = snapshot.restore()) {
   *   work();
   * }
   * }</pre>
   *
   * @return what puts back, on the same thread, exactly what the thread had
   */
  public TraceScope restore() {
    return Position.open(borrowed(), baggageOrNull());
  }

  // Each wrapper below runs the task under this snapshot and puts the thread back afterwards,
  // whatever the task does. It
  // returns what the task returns and throws what the task throws.

  /**
   * A task that runs {@code task} here, on whatever thread runs it. May be run many times, also at
   * once.
   */
  public Runnable wrap(Runnable task) {
    Objects.requireNonNull(task, "task");
    return () -> {
      Position.Mount mount = mount();
      try {
        task.run();
      } finally {
        mount.putBack();
      }
    };
  }

  /** As {@link #wrap(Runnable)}. */
  public <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
    Objects.requireNonNull(task, "task");
    return () -> {
      Position.Mount mount = mount();
      try {
        return task.call();
      } finally {
        mount.putBack();
      }
    };
  }

  /** As {@link #wrap(Runnable)}. */
  public <T extends @Nullable Object> Supplier<T> wrap(Supplier<T> task) {
    Objects.requireNonNull(task, "task");
    return () -> {
      Position.Mount mount = mount();
      try {
        return task.get();
      } finally {
        mount.putBack();
      }
    };
  }

  /** As {@link #wrap(Runnable)}. */
  public <T extends @Nullable Object> Consumer<T> wrap(Consumer<T> task) {
    Objects.requireNonNull(task, "task");
    return value -> {
      Position.Mount mount = mount();
      try {
        task.accept(value);
      } finally {
        mount.putBack();
      }
    };
  }

  /** As {@link #wrap(Runnable)}. */
  public <T extends @Nullable Object, U extends @Nullable Object> BiConsumer<T, U> wrap(
      BiConsumer<T, U> task) {
    Objects.requireNonNull(task, "task");
    return (first, second) -> {
      Position.Mount mount = mount();
      try {
        task.accept(first, second);
      } finally {
        mount.putBack();
      }
    };
  }

  /** As {@link #wrap(Runnable)}. */
  public <T extends @Nullable Object, R extends @Nullable Object> Function<T, R> wrap(
      Function<T, R> task) {
    Objects.requireNonNull(task, "task");
    return value -> {
      Position.Mount mount = mount();
      try {
        return task.apply(value);
      } finally {
        mount.putBack();
      }
    };
  }

  /** As {@link #wrap(Runnable)}. */
  public <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
      BiFunction<T, U, R> wrap(BiFunction<T, U, R> task) {
    Objects.requireNonNull(task, "task");
    return (first, second) -> {
      Position.Mount mount = mount();
      try {
        return task.apply(first, second);
      } finally {
        mount.putBack();
      }
    };
  }

  /** The trace, {@code 1-<8 hex>-<24 hex>}; empty outside one. */
  public Optional<String> traceId() {
    return CurrentPosition.traceIdOf(borrowed());
  }

  /** Whether the trace is to be sent; {@code false} outside one. */
  public boolean isSampled() {
    Entity entity = borrowed();
    return entity != null && entity.isSampled();
  }

  /**
   * The {@code X-Amzn-Trace-Id} header that tells another process to go on here; empty outside a
   * trace.
   */
  public Optional<String> header() {
    return CurrentPosition.headerOf(borrowed(), baggage());
  }

  @Nullable
  Entity entity() {
    return borrowed();
  }

  Baggage baggage() {
    Baggage baggage = baggageOrNull();
    return baggage == null ? Baggage.empty() : baggage;
  }

  @Override
  public String toString() {
    return borrowed() == null ? "TraceSnapshot of nothing" : "TraceSnapshot of " + borrowed();
  }
}
