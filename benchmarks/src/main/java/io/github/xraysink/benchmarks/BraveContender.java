// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import brave.ScopedSpan;
import brave.Span;
import brave.Tracer;
import brave.Tracing;
import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.CurrentTraceContext;
import brave.propagation.TraceContext;
import brave.sampler.Sampler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.Blackhole;
import zipkin2.reporter.BytesMessageSender;
import zipkin2.reporter.Encoding;
import zipkin2.reporter.brave.AsyncZipkinSpanHandler;

/** Brave, with scoped spans. */
final class BraveContender implements Contender {

  private static final int MESSAGE_BYTES = 500_000;

  private final @Nullable AsyncZipkinSpanHandler handler;
  private final Tracing tracing;
  private final Tracer tracer;
  private final CurrentTraceContext contexts;
  private volatile boolean sampled = true;
  private @Nullable TraceContext captured;

  /** What {@link #enter} opened on each thread, innermost first. */
  private final ThreadLocal<Deque<Runnable>> entered = ThreadLocal.withInitial(ArrayDeque::new);

  BraveContender(boolean emitting) {
    handler = emitting ? zipkin() : null;
    tracing = Tracing.newBuilder()
        .addSpanHandler(handler == null ? discard() : handler)
        .sampler(new Sampler() {
          @Override
          public boolean isSampled(long traceId) {
            return sampled;
          }
        })
        .build();
    tracer = tracing.tracer();
    contexts = tracing.currentTraceContext();
  }

  /** With room for as many spans as our own queue; throws the bytes away. */
  static AsyncZipkinSpanHandler zipkin() {
    return AsyncZipkinSpanHandler.newBuilder(new Forgetting())
        .queuedMaxSpans(10_000)
        .build();
  }

  /** Takes every span that ends and does nothing. */
  static SpanHandler discard() {
    return new SpanHandler() {
      @Override
      public boolean end(TraceContext context, MutableSpan span, Cause cause) {
        return true;
      }
    };
  }

  private static final class Forgetting implements BytesMessageSender {
    @Override
    public Encoding encoding() {
      return Encoding.JSON;
    }

    @Override
    public int messageMaxBytes() {
      return MESSAGE_BYTES;
    }

    @Override
    public int messageSizeInBytes(List<byte[]> encodedSpans) {
      return encoding().listSizeInBytes(encodedSpans);
    }

    @Override
    public int messageSizeInBytes(int encodedSizeInBytes) {
      return encoding().listSizeInBytes(encodedSizeInBytes);
    }

    @Override
    public void send(List<byte[]> encodedSpans) {}

    @Override
    public void close() {}
  }

  @Override
  public void enter(Situation situation) {
    if (situation == Situation.NOTHING) {
      return;
    }
    sampled = situation != Situation.UNSAMPLED;
    tracing.setNoop(situation == Situation.OFF);
    Span root = tracer.newTrace().name("root").start();
    CurrentTraceContext.Scope scope = contexts.newScope(root.context());
    entered.get().push(() -> {
      scope.close();
      root.finish();
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
    ScopedSpan child = tracer.startScopedSpan("child");
    try {
      work.consume(child);
    } finally {
      child.finish();
    }
  }

  @Override
  public void root(int children, Blackhole work) {
    ScopedSpan root = tracer.startScopedSpanWithParent("root", null);
    try {
      for (int i = 0; i < children; i++) {
        child(work);
      }
    } finally {
      root.finish();
    }
  }

  @Override
  public Runnable wrap(Runnable task) {
    return contexts.wrap(task);
  }

  @Override
  public void capture() {
    captured = contexts.get();
  }

  @Override
  public void restoreAndClose(Blackhole work) {
    try (CurrentTraceContext.Scope scope = contexts.maybeScope(captured)) {
      work.consume(scope);
    }
  }

  @Override
  public void settle() {
    contexts.newScope(captured);
  }

  @Override
  public Object openChild() {
    return tracer.nextSpan().name("open").start();
  }

  @Override
  public Object openRoot() {
    return tracer.newTrace().name("open").start();
  }

  @Override
  public ExecutorService propagating(ExecutorService pool) {
    return contexts.executorService(pool);
  }

  @Override
  public Object unfinishedRoot(int children) {
    Span root = tracer.newTrace().name("root").start();
    for (int i = 0; i < children; i++) {
      tracer.newChild(root.context()).name("child").start().finish();
    }
    return root;
  }

  @Override
  public void finish(Object root) {
    ((Span) root).finish();
  }

  @Override
  public void flush() {
    if (handler != null) {
      handler.flush();
    }
  }

  @Override
  public void close() {
    tracing.close();
    if (handler != null) {
      handler.close();
    }
  }
}
