// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.context.ThrowingSupplier;
import io.github.xraysink.context.TraceSnapshot;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When work that returns a certain type is recorded. */
interface ReturnStrategy {

  /** Notes on the calling thread that the work is asked for. */
  TraceSnapshot asked(Definition definition);

  /**
   * Runs the work.
   *
   * @param from as returned by {@link #asked}
   * @return what the work returns, or what stands for it
   */
  <E extends Throwable> @Nullable Object run(
      TraceSnapshot from,
      Definition definition,
      Map<String, Object> parameters,
      ThrowingSupplier<@Nullable Object, E> work)
      throws E;

  /** The strategy for a method that is declared to return {@code type}. */
  static ReturnStrategy of(Class<?> type) {
    // By name: Reactor is optional, and where the type is there, Reactor is.
    return switch (type.getName()) {
      case "reactor.core.publisher.Mono", "reactor.core.publisher.Flux" -> new PerSubscription();
      default -> PerCall.INSTANCE;
    };
  }

  /** A plain value, nothing, a stage or a future: from the call until the result is there. */
  enum PerCall implements ReturnStrategy {
    INSTANCE;

    @Override
    public TraceSnapshot asked(Definition definition) {
      return definition.announce();
    }

    @Override
    public <E extends Throwable> @Nullable Object run(
        TraceSnapshot from,
        Definition definition,
        Map<String, Object> parameters,
        ThrowingSupplier<@Nullable Object, E> work)
        throws E {
      return Run.from(from, definition, parameters, work);
    }
  }
}
