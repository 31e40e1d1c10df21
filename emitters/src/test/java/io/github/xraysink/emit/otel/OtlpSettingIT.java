// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.context.XraysinkBuilder;
import io.github.xraysink.emit.DropReason;
import io.github.xraysink.emit.EmitterStats;
import io.github.xraysink.emit.TransportSettings;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code xraysink.emitter=otlp}, with a real exporter and what stands behind an endpoint. */
@Timeout(60)
class OtlpSettingIT {

  private static final Duration LONG = Duration.ofSeconds(15);

  private OtlpReceiver receiver;
  private final CountDownLatch release = new CountDownLatch(1);

  @BeforeEach
  void start() throws Exception {
    receiver = OtlpReceiver.start();
  }

  @AfterEach
  void stop() {
    release.countDown();
    receiver.close();
  }

  @Test
  void segments_arriveAsSpansWithWhatTheyTell() {
    try (Xraysink xraysink =
        to(receiver.endpoint(), Map.of("x-team", "blue"), null).build()) {
      assertThatThrownBy(() -> XraySegments.with(xraysink.recorder()).run("orders", () -> {
            XraySubsegments.run("price", () -> {});
            xraysink.recorder().getCurrentSegment().putAnnotation("tenant", "t1");
            throw new IllegalStateException("made up");
          }))
          .hasMessage("made up");
      assertThat(xraysink.flush(LONG)).isTrue();

      assertThat(receiver.requests).hasSize(1);
      assertThat(receiver.requests.get(0).path()).isEqualTo("/v1/traces");
      assertThat(receiver.requests.get(0).header("x-team")).isEqualTo("blue");
      ReadSpan segment = named("orders");
      ReadSpan price = named("price");
      assertThat(segment.kind()).isEqualTo(SpanKind.SERVER);
      assertThat(segment.resource())
          .containsEntry("service.name", "orders")
          .containsEntry("telemetry.sdk.name", "X-Ray for Java");
      assertThat(segment.status()).isEqualTo(StatusCode.ERROR);
      assertThat(segment.statusMessage()).isEqualTo("made up");
      assertThat(segment.get("tenant")).isEqualTo("t1");
      assertThat(segment.get("aws.xray.annotations")).isEqualTo(List.of("tenant"));
      assertThat(segment.events()).hasSize(1);
      assertThat((String) segment.events().get(0).attributes().get("exception.stacktrace"))
          .startsWith("java.lang.IllegalStateException: made up\n\tat io.github.xraysink");
      assertThat(segment.scope()).isEqualTo("io.github.xraysink");
      assertThat(price.kind()).isEqualTo(SpanKind.INTERNAL);
      assertThat(price.parentId()).isEqualTo(segment.spanId());
      assertThat(price.traceId()).isEqualTo(segment.traceId());
      assertStats(xraysink, 2, Map.of());
    }
  }

  @Test
  void endpointWithoutPath_getsTheUsualOne() {
    String base = receiver.endpoint().replace("/v1/traces", "");
    try (Xraysink xraysink = to(base, Map.of(), null).build()) {
      XraySegments.with(xraysink.recorder()).run("s", () -> {});
      assertThat(xraysink.flush(LONG)).isTrue();
    }

    assertThat(receiver.requests).extracting(OtlpReceiver.Request::path).containsOnly("/v1/traces");
  }

  @Test
  void callsCarryBothHeaders() {
    try (Xraysink xraysink = to(receiver.endpoint(), Map.of(), null).build()) {
      XraySegments.with(xraysink.recorder())
          .run(
              "s",
              () -> assertThat(TraceHeaders.current())
                  .containsOnlyKeys("X-Amzn-Trace-Id", "traceparent"));
    }
  }

  @Test
  void refusedRequests_areLossesOfTheirOwn() {
    receiver.answer = exchange -> OtlpReceiver.answer(exchange, 400);
    try (Xraysink xraysink = to(receiver.endpoint(), Map.of(), null).build()) {
      XraySegments.with(xraysink.recorder()).run("s", () -> {});
      assertThat(xraysink.flush(LONG)).isTrue();

      assertStats(xraysink, 0, Map.of(DropReason.SEND_FAILED, 1L));
    }
  }

  @Test
  void busyEndpoint_isTriedAgainByTheExporter() {
    AtomicInteger calls = new AtomicInteger();
    receiver.answer =
        exchange -> OtlpReceiver.answer(exchange, calls.incrementAndGet() == 1 ? 429 : 200);
    try (Xraysink xraysink = to(receiver.endpoint(), Map.of(), null).build()) {
      XraySegments.with(xraysink.recorder()).run("s", () -> {});
      assertThat(xraysink.flush(LONG)).isTrue();

      assertStats(xraysink, 1, Map.of());
      assertThat(calls).hasValue(2);
    }
  }

  @Test
  void endpointThatNeverAnswers_costsRequestsNothing() {
    receiver.answer = exchange -> await(release);
    try (Xraysink xraysink =
        to(receiver.endpoint(), Map.of(), Duration.ofMillis(300)).build()) {
      long begun = System.nanoTime();
      for (int i = 0; i < 200; i++) {
        XraySegments.with(xraysink.recorder()).run("s", () -> {});
      }
      assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(5));
      assertThat(xraysink.flush(LONG)).isTrue();

      assertStats(xraysink, 0, Map.of(DropReason.SEND_FAILED, 200L));
    }
  }

  @Test
  void endpointThatIsDown_losesWhatIsSentMeanwhile() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    try (Xraysink xraysink =
        to("http://127.0.0.1:" + nobody, Map.of(), Duration.ofMillis(500)).build()) {
      XraySegments.with(xraysink.recorder()).run("s", () -> {});
      assertThat(xraysink.flush(LONG)).isTrue();

      assertStats(xraysink, 0, Map.of(DropReason.SEND_FAILED, 1L));
    }
  }

  private static XraysinkBuilder to(
      String endpoint, Map<String, String> headers, @Nullable Duration timeout) {
    return Xraysink.builder()
        .serviceName("orders")
        .samplingStrategy(new AllSamplingStrategy())
        .emitter("otlp")
        .emitterSettings("otlp", new TransportSettings(URI.create(endpoint), headers, timeout));
  }

  private static void assertStats(Xraysink xraysink, long sent, Map<DropReason, Long> dropped) {
    EmitterStats stats = xraysink.statsByDestination().get("otlp");
    assertThat(stats.entitiesSent()).isEqualTo(sent);
    assertThat(stats.entitiesDropped()).isEqualTo(dropped);
  }

  private ReadSpan named(String name) {
    return receiver.spans().stream()
        .filter(span -> span.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
