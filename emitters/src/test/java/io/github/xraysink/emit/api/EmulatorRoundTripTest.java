// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.TransportSettings;
import io.github.xraysink.testkit.AwsEmulator;
import io.github.xraysink.testkit.AwsEmulator.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.xray.XRayAsyncClient;
import software.amazon.awssdk.services.xray.model.Segment;

/** Another implementation of the API: PutTraceSegments, then BatchGetTraces. */
@Timeout(120)
class EmulatorRoundTripTest {

  @RegisterExtension
  static final AwsEmulator AWS = AwsEmulator.offering(Service.XRAY);

  @Test
  void traces_comeBackAsTheyWereSent() {
    Xraysink xraysink = Xraysink.builder()
        .emitter("api")
        .emitterSettings("api", new TransportSettings(AWS.endpoint(), Map.of(), null))
        .samplingStrategy(new AllSamplingStrategy())
        .build();
    String traceId = XraySegments.with(xraysink.recorder()).call("orders", () -> {
      XraySubsegments.run("price", () -> {});
      return xraysink.recorder().getCurrentSegment().getTraceId().toString();
    });
    assertThat(xraysink.flush(Duration.ofSeconds(30))).isTrue();
    assertThat(xraysink.stats().entitiesSent()).isEqualTo(2);
    xraysink.close();

    try (XRayAsyncClient reader =
        XRayAsyncClient.builder().endpointOverride(AWS.endpoint()).build()) {
      List<String> documents =
          reader.batchGetTraces(request -> request.traceIds(traceId)).join().traces().stream()
              .flatMap(trace -> trace.segments().stream())
              .map(Segment::document)
              .toList();
      assertThat(documents).hasSize(1);
      assertThat(documents.get(0)).contains("orders", "price", traceId);
    }
  }

  @Test
  void documentThatIsNone_isCountedByItsCode() {
    XrayApiTransport transport =
        XrayApiTransport.builder().endpoint(AWS.endpoint()).build();
    TestDocument broken =
        new TestDocument("0000000000000001", "1-5759e988-bd862e3fe1be46a994272793", "{".getBytes());

    assertThat(transport.send(List.of(broken)))
        .containsExactly(new io.github.xraysink.emit.Outcome.Rejected("JSONFormatError"));

    assertThat(transport.unprocessed()).isEqualTo(Map.of("JSONFormatError", 1L));
    transport.close();
  }
}
