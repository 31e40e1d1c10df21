// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.TransportSettings;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.xray.XRayAsyncClient;
import software.amazon.awssdk.services.xray.model.Segment;

/** Another implementation of the API, moto: PutTraceSegments, then BatchGetTraces. */
@Timeout(120)
class MotoRoundTripTest {

  private static Process moto;
  private static URI uri;

  @BeforeAll
  static void start() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try {
      moto = new ProcessBuilder("moto_server", "-H", "127.0.0.1", "-p", String.valueOf(port))
          .redirectErrorStream(true)
          .redirectOutput(new File("target/moto.log"))
          .start();
    } catch (IOException absent) {
      assumeTrue(false, "moto_server is not on the path: " + absent.getMessage());
    }
    uri = URI.create("http://127.0.0.1:" + port);
    await().atMost(60, TimeUnit.SECONDS).until(() -> !moto.isAlive() || listens(port));
    assumeTrue(moto.isAlive(), "moto_server does not start here, see target/moto.log");
  }

  private static boolean listens(int port) {
    try (Socket ignored = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  @AfterAll
  static void stop() {
    if (moto != null) {
      moto.descendants().forEach(ProcessHandle::destroy);
      moto.destroy();
    }
  }

  @Test
  void traces_comeBackAsTheyWereSent() {
    Xraysink xraysink = Xraysink.builder()
        .emitter("api")
        .emitterSettings("api", new TransportSettings(uri, Map.of(), null))
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
        XRayAsyncClient.builder().endpointOverride(uri).build()) {
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
    XrayApiTransport transport = XrayApiTransport.builder().endpoint(uri).build();
    TestDocument broken =
        new TestDocument("0000000000000001", "1-5759e988-bd862e3fe1be46a994272793", "{".getBytes());

    assertThat(transport.send(List.of(broken)))
        .containsExactly(new io.github.xraysink.emit.Outcome.Rejected("JSONFormatError"));

    assertThat(transport.unprocessed()).isEqualTo(Map.of("JSONFormatError", 1L));
    transport.close();
  }
}
