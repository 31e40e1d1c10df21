// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.DropReason;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OTLP over gRPC: HTTP/2 without TLS, messages with a prefix of five bytes, status in trailers. */
@Timeout(60)
class OtlpGrpcIT {

  private static final int PREFIX_BYTES = 5;
  private static final Duration LONG = Duration.ofSeconds(20);

  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws Exception {
    server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void segments_arriveAsSpans() throws Exception {
    server.enqueue(answer("0"));
    try (BoundedEmitter emitter = emitter()) {
      DocView document = new RandomDocuments(1).next();
      emitter.accept(document);

      assertThat(emitter.flush(LONG)).isTrue();
      assertThat(emitter.stats().entitiesDropped()).isEmpty();
      RecordedRequest request = server.takeRequest(10, TimeUnit.SECONDS);
      assertThat(request.getTarget())
          .isEqualTo("/opentelemetry.proto.collector.trace.v1.TraceService/Export");
      byte[] body = request.getBody().toByteArray();
      List<ReadSpan> spans = ReadSpan.of(ExportTraceServiceRequest.parseFrom(
          ByteString.of(body).substring(PREFIX_BYTES).toByteArray()));
      assertThat(spans).extracting(ReadSpan::name).contains(document.name());
    }
  }

  @Test
  void refusal_isALoss() {
    server.enqueue(answer("3"));
    try (BoundedEmitter emitter = emitter()) {
      emitter.accept(DocView.of(DocView.segment("orders", "00000000000000aa")));

      assertThat(emitter.flush(LONG)).isTrue();
      assertThat(emitter.stats().entitiesDropped()).isEqualTo(Map.of(DropReason.SEND_FAILED, 1L));
    }
  }

  private BoundedEmitter emitter() {
    return OpenTelemetryEmitter.to(OtlpGrpcSpanExporter.builder()
        .setEndpoint("http://127.0.0.1:" + server.getPort())
        .build());
  }

  private static MockResponse answer(String status) {
    return new MockResponse.Builder()
        .code(200)
        .setHeader("content-type", "application/grpc")
        .body(new Buffer().write(new byte[PREFIX_BYTES]))
        .trailers(Headers.of("grpc-status", status))
        .build();
  }
}
