// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.sun.management.ThreadMXBean;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * What a trace costs on its way to OTLP bytes: ours, and OpenTelemetry's SDK with its batch
 * processor, making the same five spans, through the same exporter. Run by hand:
 *
 * <pre>
 * ./mvnw -pl emitters -am test-compile
 * java -cp ... io.github.xraysink.emit.otel.OpenTelemetryMeasure
 * </pre>
 */
final class OpenTelemetryMeasure {

  private static final int BURST = 400;
  private static final int SPANS = 5;
  private static final int BURSTS = 100;
  private static final int ROUNDS = 7;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private OpenTelemetryMeasure() {}

  /** One way from the application to bytes. */
  private record Way(String name, Runnable trace, Runnable flush, Counted exporter) {}

  private record Result(
      double callerNanos, double cpuNanos, double tracesPerSecond, double bytesPerTrace) {}

  public static void main(String[] args) {
    Counted ours = new Counted();
    BoundedEmitter emitter = OpenTelemetryEmitter.to(ours);
    Xraysink xraysink = Xraysink.builder()
        .serviceName("orders")
        .emitter(emitter)
        .samplingStrategy(new AllSamplingStrategy())
        .build();
    Counted theirs = new Counted();
    SdkTracerProvider provider = SdkTracerProvider.builder()
        .setResource(Resource.getDefault())
        .addSpanProcessor(
            BatchSpanProcessor.builder(theirs).setMaxQueueSize(10_000).build())
        .build();
    Counted bridge = new Counted();
    BoundedEmitter alone = OpenTelemetryEmitter.to(bridge);
    DocView tree = tree();
    Tracer tracer = provider.get("measure");
    List<Way> ways = List.of(
        new Way(
            "xraysink", () -> trace(xraysink), () -> emitter.flush(Duration.ofSeconds(30)), ours),
        new Way(
            "OpenTelemetry SDK",
            () -> trace(tracer),
            () -> provider.forceFlush().join(30, TimeUnit.SECONDS),
            theirs),
        new Way(
            "made-up trees to OTLP only",
            () -> alone.accept(tree),
            () -> alone.flush(Duration.ofSeconds(30)),
            bridge));
    System.out.printf(
        Locale.ROOT,
        "%s %s, %d traces of %d spans a round, median of %d rounds%n",
        System.getProperty("java.vm.name"),
        System.getProperty("java.version"),
        BURST * BURSTS,
        SPANS,
        ROUNDS);
    Result[][] results = new Result[ways.size()][ROUNDS];
    for (int round = -2; round < ROUNDS; round++) {
      for (int way = 0; way < ways.size(); way++) {
        Result result = run(ways.get(way));
        if (round >= 0) {
          results[way][round] = result;
        }
      }
    }
    for (int way = 0; way < ways.size(); way++) {
      print(ways.get(way).name, results[way]);
    }
    provider.close();
    xraysink.close();
    emitter.close();
    alone.close();
  }

  private static Result run(Way way) {
    long expected = way.exporter.spans.sum();
    long bytes = allocated();
    long cpu = cpu();
    long callerNanos = 0;
    long begun = System.nanoTime();
    for (int burst = 0; burst < BURSTS; burst++) {
      long from = System.nanoTime();
      for (int i = 0; i < BURST; i++) {
        way.trace.run();
      }
      callerNanos += System.nanoTime() - from;
      expected += (long) BURST * SPANS;
      // Again, because a flush of the batch processor's may answer with the one before it.
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (way.exporter.spans.sum() < expected) {
        way.flush.run();
        Thread.yield();
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(way.name + " lost spans: nothing to compare");
        }
      }
    }
    long nanos = System.nanoTime() - begun;
    long allocated = allocated() - bytes;
    long spent = cpu() - cpu;
    long traces = (long) BURST * BURSTS;
    return new Result(
        (double) callerNanos / traces,
        (double) spent / traces,
        traces * 1e9 / nanos,
        (double) allocated / traces);
  }

  private static long allocated() {
    long[] ids = THREADS.getAllThreadIds();
    return Arrays.stream(THREADS.getThreadAllocatedBytes(ids))
        .filter(bytes -> bytes > 0)
        .sum();
  }

  /** Of all threads but those of the JVM itself. */
  private static long cpu() {
    return Arrays.stream(THREADS.getThreadCpuTime(THREADS.getAllThreadIds()))
        .filter(nanos -> nanos > 0)
        .sum();
  }

  private static void print(String name, Result[] rounds) {
    System.out.printf(
        Locale.ROOT,
        "%-28s caller %6.0f ns/trace, all threads %6.0f ns/trace of CPU and %6.0f B/trace,"
            + " %8.0f traces/s%n",
        name,
        median(rounds, Result::callerNanos),
        median(rounds, Result::cpuNanos),
        median(rounds, Result::bytesPerTrace),
        median(rounds, Result::tracesPerSecond));
  }

  private interface Figure {
    double of(Result result);
  }

  private static double median(Result[] rounds, Figure figure) {
    double[] values = Arrays.stream(rounds).mapToDouble(figure::of).sorted().toArray();
    return values[values.length / 2];
  }

  private static void trace(Xraysink xraysink) {
    XraySegments.with(xraysink.recorder()).run("orders", () -> {
      var segment = xraysink.recorder().getTraceEntity();
      segment.putAnnotation("tenant", "t1");
      segment.putAnnotation("attempt", 3);
      for (int i = 1; i < SPANS; i++) {
        XraySubsegments.run(
            "step", () -> xraysink.recorder().getTraceEntity().putAnnotation("item", "i1"));
      }
    });
  }

  private static void trace(Tracer tracer) {
    Span server = tracer.spanBuilder("orders").setSpanKind(SpanKind.SERVER).startSpan();
    try (Scope outer = server.makeCurrent()) {
      server.setAttribute("tenant", "t1");
      server.setAttribute("attempt", 3);
      for (int i = 1; i < SPANS; i++) {
        Span step = tracer.spanBuilder("step").startSpan();
        try (Scope inner = step.makeCurrent()) {
          Span.current().setAttribute("item", "i1");
        } finally {
          step.end();
        }
      }
    } finally {
      server.end();
    }
  }

  private static DocView tree() {
    var segment = DocView.segment("orders", "00000000000000aa");
    segment.put("annotations", Map.of("tenant", "t1", "attempt", 3));
    List<Object> steps = new ArrayList<>();
    for (int i = 1; i < SPANS; i++) {
      var step = DocView.subsegment("step", "00000000000000b" + i);
      step.put("annotations", Map.of("item", "i1"));
      steps.add(step);
    }
    segment.put("subsegments", steps);
    return DocView.of(segment);
  }

  /** The OTLP exporter, which writes its bytes and sends them nowhere. */
  private static final class Counted implements SpanExporter {
    private final LongAdder spans = new LongAdder();
    private final SpanExporter otlp =
        OtlpHttpSpanExporter.builder().setComponentLoader(new NowhereLoader()).build();

    @Override
    public CompletableResultCode export(Collection<SpanData> batch) {
      spans.add(batch.size());
      return otlp.export(batch);
    }

    @Override
    public CompletableResultCode flush() {
      return otlp.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return otlp.shutdown();
    }
  }

  private static final class NowhereLoader implements ComponentLoader {
    @Override
    @SuppressWarnings("unchecked") // a list of what was asked for, or an empty one
    public <T> Iterable<T> load(Class<T> type) {
      return type == HttpSenderProvider.class
          ? (Iterable<T>) List.of((HttpSenderProvider) config -> new Nowhere())
          : List.of();
    }
  }

  private static final class Nowhere implements HttpSender {
    @Override
    public void send(
        MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
      try {
        message.writeMessage(OutputStream.nullOutputStream());
        onResponse.accept(new Ok());
      } catch (IOException failed) {
        onError.accept(failed);
      }
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  private static final class Ok implements HttpResponse {
    @Override
    public int getStatusCode() {
      return 200;
    }

    @Override
    public String getStatusMessage() {
      return "OK";
    }

    @Override
    public byte[] getResponseBody() {
      return new byte[0];
    }
  }
}
