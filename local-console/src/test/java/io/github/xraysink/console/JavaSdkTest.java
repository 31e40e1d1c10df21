// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.config.DaemonConfiguration;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.sampling.CentralizedSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import com.amazonaws.xray.strategy.sampling.SamplingResponse;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** AWS's own Java SDK, unchanged, sending to a console. */
class JavaSdkTest {

  private static final String ADDRESS = "com.amazonaws.xray.emitters.daemonAddress";

  private LocalConsole console;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    console = LocalConsole.start(ConsoleOptions.builder().port(0).build());
    client = new Client(console);
    System.setProperty(ADDRESS, console.daemonAddress()); // the samplers read nothing else
  }

  @AfterEach
  void stop() {
    System.clearProperty(ADDRESS);
    console.close();
  }

  private AWSXRayRecorder recorder() throws IOException {
    DaemonConfiguration daemon = new DaemonConfiguration();
    daemon.setDaemonAddress(console.daemonAddress());
    return AWSXRayRecorderBuilder.standard().withEmitter(Emitter.create(daemon)).build();
  }

  @Test
  void sdk_isUnderstoodWithoutASingleProblem() throws IOException {
    AWSXRayRecorder recorder = recorder();
    Segment segment = recorder.beginSegment("storefront");
    segment.setUser("ann");
    segment.putAnnotation("tenant", "blue");
    segment.putMetadata("cart", java.util.List.of(1, 2));
    Subsegment subsegment = recorder.beginSubsegment("pay");
    subsegment.addException(new IllegalStateException("card refused"));
    recorder.endSubsegment();
    recorder.endSegment();
    String trace = segment.getTraceId().toString();

    await().untilAsserted(() -> {
      JsonNode entities = client.get("/api/trace?id=" + trace).get("entities");
      assertThat(entities.findValuesAsText("name")).containsExactly("storefront", "pay");
    });
    JsonNode pay = client.get("/api/entity?trace=" + trace + "&id=" + subsegment.getId());
    assertThat(pay.at("/cause/exceptions/0/message").asText()).isEqualTo("card refused");
    assertThat(client.get("/api/problems").get("problems")).isEmpty();
  }

  @Test
  void sdk_streamsMoreThanAHundredSubsegmentsIntoOneTrace() throws IOException {
    AWSXRayRecorder recorder = recorder();
    Segment segment = recorder.beginSegment("batch");
    for (int i = 0; i < 350; i++) {
      recorder.beginSubsegment("item " + i);
      recorder.endSubsegment();
    }
    recorder.endSegment();
    String trace = segment.getTraceId().toString();

    await()
        .untilAsserted(() ->
            assertThat(client.get("/api/trace?id=" + trace).get("entities")).hasSize(351));
    JsonNode answer =
        client.post("/Traces", Json.object().set("TraceIds", Json.array().add(trace)));
    assertThat(answer.at("/Traces/0/Segments")).as("all in their segment").hasSize(1);
  }

  @Test
  void centralSampling_followsTheRulesOfTheConsole() {
    client.send(
        "PUT",
        "/api/rules",
        "[{\"RuleName\":\"health\",\"Priority\":1,\"FixedRate\":0,\"ReservoirSize\":0,\"URLPath\":\"/health\"},"
            + "{\"RuleName\":\"Default\",\"FixedRate\":1,\"ReservoirSize\":1}]");
    CentralizedSamplingStrategy sampling = new CentralizedSamplingStrategy();
    try {
      SamplingRequest health = new SamplingRequest("api", "h", "/health", "GET", "");
      SamplingRequest order = new SamplingRequest("api", "h", "/orders", "GET", "");

      // The first decisions are made by local rules, until the SDK has fetched ours.
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> "health".equals(ruleOf(sampling.shouldTrace(health))));
      assertThat(sampling.shouldTrace(health).isSampled()).isFalse();
      SamplingResponse decision = sampling.shouldTrace(order);
      assertThat(ruleOf(decision)).isEqualTo("Default");
      assertThat(decision.isSampled()).isTrue();

      // Ten seconds later it reports what it did, with a timestamp in milliseconds.
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(client.get("/api/rules").get("usage").findValuesAsText("RuleName"))
                  .contains("health", "Default"));
      double reported = client.get("/api/rules").at("/usage/0/Timestamp").asDouble();
      assertThat(reported).isBetween(1.7e9, 9e9);
    } finally {
      sampling.shutdown();
    }
  }

  private static String ruleOf(SamplingResponse response) {
    return response.getRuleName().orElse("");
  }
}
