// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import io.github.xraysink.console.ConsoleOptions;
import io.github.xraysink.console.LocalConsole;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.TransportSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.xray.XRayAsyncClient;
import software.amazon.awssdk.services.xray.model.Segment;
import software.amazon.awssdk.services.xray.model.Trace;
import software.amazon.awssdk.services.xray.model.TraceSummary;

/** Our console over HTTP: put, central sampling, read back with the AWS SDK. */
@Timeout(60)
class ConsoleRoundTripTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir
  Path folder;

  private LocalConsole console;
  private XRayAsyncClient reader;
  private Xraysink xraysink;

  @AfterEach
  void close() {
    xraysink.close();
    reader.close();
    console.close();
  }

  private void start(String emitter) throws IOException {
    Path rules = folder.resolve("rules.json");
    Files.writeString(
        rules,
        "[{\"RuleName\":\"health\",\"Priority\":1,\"FixedRate\":0,\"ReservoirSize\":0,"
            + "\"ServiceName\":\"health-*\"},"
            + "{\"RuleName\":\"orders\",\"Priority\":2,\"FixedRate\":1,\"ReservoirSize\":1,"
            + "\"ServiceName\":\"orders\"}]");
    console =
        LocalConsole.start(ConsoleOptions.builder().port(0).rulesFile(rules).build());
    reader = XRayAsyncClient.builder().endpointOverride(console.uri()).build();
    xraysink = Xraysink.builder()
        .serviceName("orders")
        .emitter(emitter)
        .emitterSettings("api", new TransportSettings(console.uri(), Map.of(), null))
        .build();
  }

  private String rule(String service) {
    return xraysink
        .recorder()
        .getSamplingStrategy()
        .shouldTrace(new SamplingRequest(service, "", "", "", ""))
        .getRuleName()
        .orElse("");
  }

  private String traced(String name) {
    return XraySegments.with(xraysink.recorder())
        .call(
            name,
            () -> XraySubsegments.call(
                "price",
                () -> xraysink.recorder().getCurrentSegment().getTraceId().toString()));
  }

  @Test
  void traces_areReadBackWithTheRuleThatChoseThem() throws Exception {
    start("api");
    assertThat(xraysink.recorder().getSamplingStrategy()).isInstanceOf(XrayApiSampling.class);
    await().until(() -> rule("orders").equals("orders"));

    String traceId = traced("orders");
    traced("health-check");

    assertThat(xraysink.flush(LONG)).isTrue();
    assertThat(xraysink.statsByDestination().get("api").entitiesSent()).isEqualTo(2);
    await().untilAsserted(() -> assertThat(documents(traceId)).hasSize(1));
    assertThat(documents(traceId).get(0))
        .contains("\"name\":\"orders\"", "\"name\":\"price\"", "\"rule_name\":\"orders\"");
    List<TraceSummary> summaries = reader
        .getTraceSummaries(
            request -> request.startTime(Instant.now().minusSeconds(600)).endTime(Instant.now()))
        .join()
        .traceSummaries();
    assertThat(summaries).extracting(TraceSummary::id).containsExactly(traceId);
  }

  private List<String> documents(String traceId) {
    List<Trace> traces =
        reader.batchGetTraces(request -> request.traceIds(traceId)).join().traces();
    return traces.stream()
        .flatMap(trace -> trace.segments().stream())
        .map(Segment::document)
        .toList();
  }

  @Test
  void use_isReportedForItsTargets() throws Exception {
    start("none");
    XrayApiSampling sampling = XrayApiSampling.builder()
        .endpoint(console.uri())
        .intervals(Duration.ofHours(1), Duration.ofMillis(50))
        .build();
    try {
      SamplingRequest request = new SamplingRequest("orders", "", "", "", "");
      await().until(() -> sampling.shouldTrace(request).getRuleName().orElse("").equals("orders"));

      await()
          .untilAsserted(() -> assertThat(
                  reader.getSamplingStatisticSummaries().join().samplingStatisticSummaries())
              .anySatisfy(summary -> {
                assertThat(summary.ruleName()).isEqualTo("orders");
                assertThat(summary.requestCount()).isPositive();
              }));
    } finally {
      sampling.shutdown();
    }
  }

  @Test
  void tee_feedsTheDaemonAndTheApiAlike() throws Exception {
    LocalConsole daemon = LocalConsole.start(ConsoleOptions.builder().port(0).build());
    String address = "com.amazonaws.xray.emitters.daemonAddress";
    System.setProperty(address, daemon.daemonAddress());
    try (daemon;
        XRayAsyncClient daemonReader =
            XRayAsyncClient.builder().endpointOverride(daemon.uri()).build()) {
      start("tee:udp,api");
      await().until(() -> rule("orders").equals("orders"));

      String traceId = traced("orders");

      assertThat(xraysink.flush(LONG)).isTrue();
      assertThat(xraysink.statsByDestination()).containsOnlyKeys("udp", "api");
      assertThat(xraysink.statsByDestination().values())
          .allMatch(stats -> stats.entitiesSent() == 2);
      await().untilAsserted(() -> assertThat(documents(traceId)).hasSize(1));
      await()
          .untilAsserted(() -> assertThat(daemonReader
                  .batchGetTraces(all -> all.traceIds(traceId))
                  .join()
                  .traces())
              .hasSize(1));
    } finally {
      System.clearProperty(address);
    }
  }
}
