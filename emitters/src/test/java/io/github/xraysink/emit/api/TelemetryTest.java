// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.emit.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TelemetryTest {

  private static final String PATH = "/TelemetryRecords";

  private final AtomicLong nanos = new AtomicLong();
  private final StubXray xray;
  private final ApiClient client;
  private final Telemetry telemetry;

  TelemetryTest() throws IOException {
    xray = new StubXray();
    xray.answer = call -> StubXray.Reply.ok("{}");
    client = ApiClient.of(null, xray.uri(), Map.of());
    telemetry = new Telemetry(client, Duration.ofSeconds(5), nanos::get);
  }

  @AfterEach
  void close() {
    client.close();
    xray.close();
  }

  private static Failure failure(String code) {
    return new Failure(code, Failure.Kind.RETRY, null);
  }

  @Test
  void record_tellsWhatHappenedInTheMinuteOnce() {
    List.of("timeout", "ConnectException", "UnknownHostException", "X (HTTP 429)", "HTTP 503", "Y")
        .forEach(code -> telemetry.failed(failure(code)));
    telemetry.settled(
        List.of(Outcome.SENT, Outcome.SENT, new Outcome.Rejected("r"), new Outcome.Failed("f")));
    assertThat(xray.calls(PATH)).as("not before its time").isEmpty();

    nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
    telemetry.settled(List.of(Outcome.SENT));

    await().until(() -> xray.calls(PATH).size() == 1);
    JsonNode record = xray.calls(PATH).get(0).body().at("/TelemetryRecords/0");
    assertThat(record.path("SegmentsReceivedCount").asInt()).isEqualTo(5);
    assertThat(record.path("SegmentsSentCount").asInt()).isEqualTo(3);
    assertThat(record.path("SegmentsRejectedCount").asInt()).isEqualTo(1);
    assertThat(record.path("SegmentsSpilloverCount").asInt()).isEqualTo(1);
    JsonNode errors = record.path("BackendConnectionErrors");
    assertThat(errors).hasSize(6).allMatch(count -> count.asInt() == 1);

    nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
    telemetry.settled(List.of(Outcome.SENT));
    await().until(() -> xray.calls(PATH).size() == 2);
    JsonNode second = xray.calls(PATH).get(1).body().at("/TelemetryRecords/0");
    assertThat(second.path("SegmentsReceivedCount").asInt()).isEqualTo(1);
    assertThat(second.at("/BackendConnectionErrors/TimeoutCount").asInt()).isZero();
  }

  @Test
  void serviceThatRefuses_hurtsNobody() {
    xray.answers(StubXray.Reply.error(403, "AccessDeniedException"));
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));

    telemetry.settled(List.of(Outcome.SENT));

    await().until(() -> xray.calls(PATH).size() == 1);
  }

  @Test
  void transport_sendsNoneUnlessAsked() {
    XrayApiTransport transport = XrayApiTransport.builder().endpoint(xray.uri()).build();

    transport.send(TestDocument.many(1, 300));

    assertThat(xray.calls(PATH)).isEmpty();
    transport.close();
  }
}
