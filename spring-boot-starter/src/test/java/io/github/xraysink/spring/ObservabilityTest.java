// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.entities.Segment;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.xraysink.context.Xraysink;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Endpoint, health and meters of an application that traces to a daemon. */
class ObservabilityTest {

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class Application {}

  private static Daemon daemon;
  private static ConfigurableApplicationContext application;

  @BeforeAll
  static void start() throws Exception {
    daemon = new Daemon();
    application = new SpringApplicationBuilder(Application.class)
        .properties(
            "server.port=0",
            "spring.main.banner-mode=off",
            "xraysink.daemon-address=" + daemon.address(),
            "xraysink.sampling.mode=all",
            "management.endpoints.web.exposure.include=health,xraysink",
            "management.endpoint.health.show-details=always")
        .run();
    AWSXRay.createSegment("fine", () -> {});
    AWSXRay.createSegment("broken", (Segment segment) -> segment.setFault(true));
    AWSXRay.beginSubsegment("without a segment");
    AWSXRay.endSubsegment();
    assertThat(application.getBean(Xraysink.class).flush(Duration.ofSeconds(20)))
        .isTrue();
  }

  @AfterAll
  static void stop() {
    application.close();
    daemon.close();
  }

  private static JsonNode get(String path) throws Exception {
    return new ObjectMapper().readTree(Http.get(application, path).body());
  }

  @Test
  void endpoint_tellsWhatBecameOfTraces() throws Exception {
    JsonNode report = get("/actuator/xraysink");

    assertThat(report.at("/emitter/entitiesBegun").asLong()).isGreaterThanOrEqualTo(2);
    assertThat(report.at("/emitter/entitiesSent").asLong()).isGreaterThanOrEqualTo(2);
    assertThat(report.at("/emitter/entitiesDropped").isObject()).isTrue();
    assertThat(report.at("/context/contextMissing").asLong()).isGreaterThanOrEqualTo(1);
  }

  @Test
  void health_isUpWithDetails() throws Exception {
    assumeTrue(BootVersion.isAtLeast4(), "the health indicator needs Spring Boot 4");
    JsonNode health = get("/actuator/health").at("/components/xraysink");

    assertThat(health.path("status").asText()).isEqualTo("UP");
    assertThat(health.at("/details/entitiesSent").asLong()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void health_isNotTraced() throws Exception {
    long before = application.getBean(Xraysink.class).stats().entitiesBegun();

    get("/actuator/health");

    assertThat(application.getBean(Xraysink.class).stats().entitiesBegun()).isEqualTo(before);
  }

  @Test
  void meters_countSentDroppedMissingAndOutcomes() {
    MeterRegistry meters = application.getBean(MeterRegistry.class);

    assertThat(meters.get("xraysink.entities.sent").functionCounter().count())
        .isGreaterThanOrEqualTo(2);
    assertThat(meters
            .get("xraysink.entities.dropped")
            .tag("reason", "queue_full")
            .functionCounter()
            .count())
        .isZero();
    assertThat(meters.get("xraysink.context.missing").functionCounter().count())
        .isGreaterThanOrEqualTo(1);
    assertThat(meters
            .get("xraysink.segments")
            .tag("outcome", "fault")
            .functionCounter()
            .count())
        .isEqualTo(1);
    assertThat(meters
            .get("xraysink.segments")
            .tag("outcome", "ok")
            .functionCounter()
            .count())
        .isGreaterThanOrEqualTo(1);
    assertThat(meters.get("xraysink.entities.queued").gauge().value()).isZero();
  }
}
