// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.Blackhole;

/** The OpenTelemetry SDK, with spans made current by scopes. */
final class OpenTelemetryContender implements Contender {

  private final SdkTracerProvider provider;
  private final SdkTracerProvider unsampled;
  private Tracer tracer;
  private Context captured = Context.root();

  /** What {@link #enter} opened on each thread, innermost first. */
  private final ThreadLocal<Deque<Runnable>> entered = ThreadLocal.withInitial(ArrayDeque::new);

  OpenTelemetryContender(boolean emitting) {
    provider = SdkTracerProvider.builder()
        .addSpanProcessor(
            emitting
                ? OpenTelemetrySinks.batching(OpenTelemetrySinks.marshaling())
                : OpenTelemetrySinks.discard())
        .build();
    unsampled = SdkTracerProvider.builder()
        .setSampler(Sampler.parentBased(Sampler.alwaysOff()))
        .addSpanProcessor(OpenTelemetrySinks.discard())
        .build();
    tracer = provider.get("benchmarks");
  }

  @Override
  public void enter(Situation situation) {
    switch (situation) {
      case SAMPLED -> begin();
      case UNSAMPLED -> {
        tracer = unsampled.get("benchmarks");
        begin();
      }
      case OFF -> {
        tracer = TracerProvider.noop().get("benchmarks");
        begin();
      }
      case NOTHING -> {}
    }
  }

  private void begin() {
    Span root = tracer.spanBuilder("root").startSpan();
    Scope scope = root.makeCurrent();
    entered.get().push(() -> {
      scope.close();
      root.end();
    });
  }

  @Override
  public void leave() {
    Runnable undo = entered.get().poll();
    if (undo != null) {
      undo.run();
    }
  }

  @Override
  public void child(Blackhole work) {
    Span child = tracer.spanBuilder("child").startSpan();
    try (Scope scope = child.makeCurrent()) {
      work.consume(scope);
    } finally {
      child.end();
    }
  }

  @Override
  public void root(int children, Blackhole work) {
    Span root = tracer.spanBuilder("root").setNoParent().startSpan();
    try (Scope scope = root.makeCurrent()) {
      for (int i = 0; i < children; i++) {
        child(work);
      }
      work.consume(scope);
    } finally {
      root.end();
    }
  }

  @Override
  public Runnable wrap(Runnable task) {
    return Context.current().wrap(task);
  }

  @Override
  public void capture() {
    captured = Context.current();
  }

  @Override
  public void restoreAndClose(Blackhole work) {
    try (Scope scope = captured.makeCurrent()) {
      work.consume(scope);
    }
  }

  @Override
  public void settle() {
    captured.makeCurrent();
  }

  @Override
  public Object openChild() {
    return tracer.spanBuilder("open").startSpan();
  }

  @Override
  public Object openRoot() {
    return tracer.spanBuilder("open").setNoParent().startSpan();
  }

  @Override
  public ExecutorService propagating(ExecutorService pool) {
    return Context.taskWrapping(pool);
  }

  @Override
  public Object unfinishedRoot(int children) {
    Span root = tracer.spanBuilder("root").setNoParent().startSpan();
    Context below = Context.root().with(root);
    for (int i = 0; i < children; i++) {
      tracer.spanBuilder("child").setParent(below).startSpan().end();
    }
    return root;
  }

  @Override
  public void finish(Object root) {
    ((Span) root).end();
  }

  @Override
  public void flush() {
    provider.forceFlush().join(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    provider.close();
    unsampled.close();
  }
}
