// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.context.ThrowingSupplier;
import io.github.xraysink.context.TraceScope;
import io.github.xraysink.context.TraceSnapshot;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/**
 * A {@code Mono} or {@code Flux}: each subscription is a run, and nothing is recorded before. It
 * hangs where the method was called, or if that was outside any trace, where it is subscribed to.
 */
final class PerSubscription implements ReturnStrategy {

  /** How one subscription begins. */
  private record Start(
      TraceSnapshot called, Definition definition, Map<String, Object> parameters) {

    Recording begin() {
      TraceSnapshot where = called == TraceSnapshot.none() ? TraceSnapshot.capture() : called;
      TraceSnapshot from;
      try (TraceScope scope = where.restore()) {
        from = definition.announce();
      }
      return definition.begin(from, parameters);
    }
  }

  @Override
  public TraceSnapshot asked(Definition definition) {
    return TraceSnapshot.capture();
  }

  @Override
  public <E extends Throwable> @Nullable Object run(
      TraceSnapshot from,
      Definition definition,
      Map<String, Object> parameters,
      ThrowingSupplier<@Nullable Object, E> work)
      throws E {
    Start start = new Start(from, definition, parameters);
    Object publisher = work.get();
    if (publisher instanceof Mono<?> mono) {
      return new TracedMono<>(mono, start);
    }
    return publisher instanceof Flux<?> flux ? new TracedFlux<>(flux, start) : publisher;
  }

  /** Subscribes at the position of the new run; {@code contextCapture} carries it to operators. */
  private static <T> void subscribe(
      Start start, CoreSubscriber<? super T> actual, Subscribing<T> source) {
    Recording recording = start.begin();
    try (TraceScope scope = recording.enter()) {
      source.subscribe(new RecordedSubscriber<>(actual, recording));
    }
  }

  private interface Subscribing<T> {
    void subscribe(CoreSubscriber<T> subscriber);
  }

  private static final class TracedMono<T> extends MonoOperator<T, T> {
    private final Start start;

    TracedMono(Mono<T> source, Start start) {
      super(source.contextCapture());
      this.start = start;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
      PerSubscription.<T>subscribe(start, actual, source::subscribe);
    }
  }

  private static final class TracedFlux<T> extends FluxOperator<T, T> {
    private final Start start;

    TracedFlux(Flux<T> source, Start start) {
      super(source.contextCapture());
      this.start = start;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
      PerSubscription.<T>subscribe(start, actual, source::subscribe);
    }
  }
}
