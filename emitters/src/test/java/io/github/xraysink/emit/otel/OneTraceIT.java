// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.xraysink.context.Baggage;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.context.TraceScope;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Spans of OpenTelemetry's SDK and segments of ours, in one trace, at one back end. */
@Timeout(60)
class OneTraceIT {

  private static final TextMapPropagator W3C = TextMapPropagator.composite(
      W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance());

  private OtlpReceiver receiver;
  private BoundedEmitter emitter;
  private Xraysink xraysink;
  private SdkTracerProvider provider;
  private Tracer tracer;

  @BeforeEach
  void start() throws IOException {
    receiver = OtlpReceiver.start();
    emitter =
        OpenTelemetryEmitter.builder(exporter()).flushInterval(Duration.ZERO).build();
    xraysink = Xraysink.builder()
        .serviceName("ours")
        .emitter(emitter)
        .samplingStrategy(new AllSamplingStrategy())
        .build();
    provider = SdkTracerProvider.builder()
        .addSpanProcessor(SimpleSpanProcessor.create(exporter()))
        .build();
    tracer = provider.get("theirs");
  }

  private SpanExporter exporter() {
    return OtlpHttpSpanExporter.builder().setEndpoint(receiver.endpoint()).build();
  }

  @AfterEach
  void stop() {
    provider.close();
    xraysink.close();
    emitter.close();
    receiver.close();
  }

  @Test
  void inOneProcess_spansHangBelowSubsegments() {
    segment(
        "ours",
        () -> XraySubsegments.run("lookup", () -> {
          try (Scope scope = OpenTelemetryContexts.current().makeCurrent()) {
            span("theirs", () -> {});
          }
        }));

    assertBelow(received("theirs"), received("lookup"));
    assertThat(received("theirs").remoteParent()).isFalse();
    assertBelow(received("lookup"), received("ours"));
  }

  @Test
  void inOneProcess_segmentsHangBelowSpans() {
    span(
        "theirs",
        () -> XraySegments.with(xraysink.recorder())
            .continuing(OpenTelemetryContexts.caller())
            .run("ours", () -> {
              try (Scope scope = OpenTelemetryContexts.current().makeCurrent()) {
                span("below", () -> {});
              }
            }));

    assertBelow(received("ours"), received("theirs"));
    assertBelow(received("below"), received("ours"));
    assertThat(received("ours").kind()).isEqualTo(SpanKind.SERVER);
  }

  @Test
  void inOneProcess_theDecisionComesAlong() {
    try (SdkTracerProvider never = SdkTracerProvider.builder()
        .setSampler(Sampler.parentBased(Sampler.alwaysOff()))
        .addSpanProcessor(SimpleSpanProcessor.create(exporter()))
        .build()) {
      Span unsampled = never.get("theirs").spanBuilder("unsampled").startSpan();
      try (Scope scope = unsampled.makeCurrent()) {
        XraySegments.with(xraysink.recorder())
            .continuing(OpenTelemetryContexts.caller())
            .run("unsampled too", () -> {
              try (Scope inner = OpenTelemetryContexts.current().makeCurrent()) {
                span("and below", () -> {});
              }
            });
      }
      unsampled.end();
    }
    segment("sampled", () -> {});

    assertThat(received("sampled")).isNotNull();
    assertThat(receiver.spans()).extracting(ReadSpan::name).containsExactly("sampled");
  }

  @Test
  void outsideATrace_nothingChanges() {
    Context base = Context.root();

    assertThat(OpenTelemetryContexts.within(base)).isSameAs(base);
    assertThat(OpenTelemetryContexts.caller(base).traceId()).isNull();
  }

  @Test
  void acrossHttp_aSpanIsTheParentOfASegment() throws Exception {
    HttpServer server = server(exchange -> XraySegments.with(xraysink.recorder())
        .continuing(TraceHeaders.read(name -> exchange.getRequestHeaders().getFirst(name)))
        .run("server of ours", () -> {}));

    span("client of theirs", () -> {
      Map<String, String> headers = new TreeMap<>();
      W3C.inject(Context.current(), headers, (carrier, key, value) -> carrier.put(key, value));
      call(server, headers);
    });

    server.stop(0);
    assertBelow(received("server of ours"), received("client of theirs"));
    assertThat(received("server of ours").remoteParent()).isTrue();
  }

  @Test
  void acrossHttp_aSubsegmentIsTheParentOfASpan() throws Exception {
    HttpServer server = server(exchange -> {
      Map<String, String> headers = new TreeMap<>();
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
      Context caller = W3C.extract(Context.root(), headers, new PropagatorPeersTest.Getter());
      String user = Objects.requireNonNull(
          io.opentelemetry.api.baggage.Baggage.fromContext(caller).getEntryValue("user"));
      tracer
          .spanBuilder("server of theirs")
          .setParent(caller)
          .setAttribute("user", user)
          .startSpan()
          .end();
    });

    segment("ours", () -> {
      try (TraceScope scope = Baggage.of("user", "u1").makeCurrent()) {
        XraySubsegments.run("client of ours", () -> call(server, TraceHeaders.current()));
      }
    });

    server.stop(0);
    assertBelow(received("server of theirs"), received("client of ours"));
    assertThat(received("server of theirs").get("user")).isEqualTo("u1");
  }

  private void segment(String name, Runnable work) {
    XraySegments.with(xraysink.recorder()).run(name, work::run);
  }

  private void span(String name, Runnable work) {
    Span span = tracer.spanBuilder(name).startSpan();
    try (Scope scope = span.makeCurrent()) {
      work.run();
    } finally {
      span.end();
    }
  }

  private ReadSpan received(String name) {
    assertThat(xraysink.flush(Duration.ofSeconds(10))).isTrue();
    CompletableResultCode flushed = provider.forceFlush();
    assertThat(flushed.join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
    assertThat(receiver.spans()).filteredOn(span -> span.name().equals(name)).hasSize(1);
    return receiver.spans().stream()
        .filter(span -> span.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void assertBelow(ReadSpan child, ReadSpan parent) {
    assertThat(child.traceId()).isEqualTo(parent.traceId());
    assertThat(child.parentId()).isEqualTo(parent.spanId());
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private static HttpServer server(Handler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      try (exchange) {
        handler.handle(exchange);
        exchange.sendResponseHeaders(204, -1);
      }
    });
    server.start();
    return server;
  }

  private static void call(HttpServer server, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"));
    headers.forEach(request::header);
    try {
      int status = HttpClient.newHttpClient()
          .send(request.build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
      assertThat(status).isEqualTo(204);
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }
}
