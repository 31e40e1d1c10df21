// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.entities.Segment;
import io.github.xraysink.console.ConsoleOptions;
import io.github.xraysink.console.LocalConsole;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.UdpTransport;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole way: our recorder with all defaults, and our console as its daemon. */
class LocalConsoleTest {

  private LocalConsole console;
  private Xraysink xraysink;

  @BeforeEach
  void start() throws IOException {
    console = LocalConsole.start(ConsoleOptions.builder().port(0).build());
    System.setProperty(UdpTransport.ADDRESS_PROPERTY, console.daemonAddress());
    xraysink = Xraysink.builder().serviceName("orders").build();
  }

  @AfterEach
  void stop() {
    xraysink.close();
    System.clearProperty(UdpTransport.ADDRESS_PROPERTY);
    console.close();
  }

  @Test
  void asynchronousWork_isReadBackAsOneTrace() {
    ExecutorService pool = XrayExecutors.propagating(Executors.newFixedThreadPool(2));
    try {
      String traceId = XraySegments.with(xraysink.recorder())
          .<String, RuntimeException>call("orders", () -> placeOrder(pool));

      await()
          .untilAsserted(() -> assertThat(tracesNamed(traceId))
              .contains("\\\"name\\\":\\\"orders\\\"")
              .contains("\\\"name\\\":\\\"price\\\"")
              .contains("\\\"name\\\":\\\"late\\\""));
    } finally {
      pool.shutdownNow();
    }
    assertThat(xraysink.stats().entitiesDropped()).isEmpty();
  }

  private String placeOrder(ExecutorService pool) {
    Segment segment = xraysink.recorder().getCurrentSegment();
    pool.execute(() -> XraySubsegments.run("price", () -> {}));
    pool.execute(() -> XraySubsegments.run("late", () -> awaitEndOf(segment)));
    return segment.getTraceId().toString();
  }

  private static void awaitEndOf(Segment segment) {
    await().until(() -> !segment.isInProgress());
  }

  /** X-Ray's own read API, as the AWS SDKs call it. */
  private String tracesNamed(String traceId) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(console.uri().resolve("/Traces"))
        .POST(HttpRequest.BodyPublishers.ofString("{\"TraceIds\":[\"" + traceId + "\"]}"))
        .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }
}
