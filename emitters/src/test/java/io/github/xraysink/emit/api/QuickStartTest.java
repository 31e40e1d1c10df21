// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.TransportSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the README shows. */
@Timeout(60)
class QuickStartTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private StubXray xray;

  @BeforeEach
  void start() throws IOException {
    xray = new StubXray();
    xray.answer = call -> call.path().equals("/TraceSegments")
        ? StubXray.ACCEPTED
        : StubXray.Reply.ok("{\"SamplingRuleRecords\":[{\"SamplingRule\":{\"RuleName\":\"Default\","
            + "\"Priority\":10000,\"FixedRate\":1.0,\"ReservoirSize\":1}}]}");
  }

  @AfterEach
  void stop() {
    xray.close();
  }

  @Test
  void oneSetting_isEnough() {
    System.setProperty("xraysink.api-endpoint", xray.uri().toString());
    try {
      // region: api
      Xraysink xraysink =
          Xraysink.builder().serviceName("orders").emitter("api").build();
      // end region
      sampledSegment(xraysink);
      assertThat(xraysink.statsByDestination()).containsOnlyKeys("api");
      xraysink.close();
    } finally {
      System.clearProperty("xraysink.api-endpoint");
    }
  }

  @Test
  void tee_isOneSettingToo() {
    URI console = xray.uri();
    // region: api-tee
    Xraysink xraysink = Xraysink.builder()
        .serviceName("orders")
        .emitter("tee:udp,api")
        .emitterSettings("api", new TransportSettings(console, Map.of(), Duration.ofSeconds(2)))
        .build();
    // end region
    assertThat(xraysink.statsByDestination()).containsOnlyKeys("udp", "api");
    xraysink.close();
  }

  @Test
  void transport_canBeHadByItself() {
    URI endpoint = xray.uri();
    // region: api-transport
    XrayApiTransport api = XrayApiTransport.builder()
        .endpoint(endpoint)
        .retryBudget(Duration.ofSeconds(20))
        .telemetry(true)
        .build();
    BoundedEmitter emitter =
        BoundedEmitter.builder().transport(api).queueCapacity(50_000).build();
    Xraysink xraysink =
        Xraysink.builder().emitter(emitter).samplingStrategy(api.sampling()).build();
    // end region
    sampledSegment(xraysink);
    assertThat(api.unprocessed()).isEmpty();
    xraysink.close();
    emitter.close();
  }

  /** The fallback takes the first trace of a second. */
  private void sampledSegment(Xraysink xraysink) {
    XraySegments.with(xraysink.recorder()).run("orders", () -> {});

    assertThat(xraysink.flush(LONG)).isTrue();
    assertThat(xraysink.stats().entitiesSent()).isEqualTo(1);
    assertThat(xray.calls("/TraceSegments")).hasSize(1);
  }
}
