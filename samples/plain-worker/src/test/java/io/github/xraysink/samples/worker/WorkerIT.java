// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.worker;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayExtension;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole trace of each thing the worker does. */
class WorkerIT {

  private static final Duration NEVER = Duration.ofDays(1);

  @RegisterExtension
  final XrayExtension xray = XrayExtension.builder()
      .recorder(builder -> builder.serviceName("thumbnails"))
      .global()
      .build();

  private final HttpClient client = HttpClient.newHttpClient();
  private Worker worker;

  @BeforeEach
  void start() throws Exception {
    worker = Worker.start(0, NEVER);
  }

  @AfterEach
  void stop() throws Exception {
    worker.close();
  }

  private HttpResponse<String> send(String method, String path) {
    HttpRequest request = HttpRequest.newBuilder(worker.uri().resolve(path))
        .method(method, HttpRequest.BodyPublishers.noBody())
        .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void picture_isScaledInTheTraceOfItsRequest(CapturedTraces traces) {
    assertThat(send("PUT", "/pictures/cat").statusCode()).isEqualTo(202);

    traces.await(5);
    assertThat(traces)
        .hasOneTrace()
        .sentEachEntityOnce()
        .hasOnlyValidDocuments()
        .hasEntities(5);
    assertThat(traces)
        .entity("thumbnails")
        .isSegment()
        .hasNoParent()
        .hasAnnotation("picture", "cat")
        .hasChildren("index", "scale", "scale", "scale")
        .hasNoFault();
    assertThat(traces.byName("scale").stream().map(each -> each.annotations().get("width")))
        .containsExactlyInAnyOrder(64, 256, 1024);
    assertThat(traces.entity("thumbnails").json().at("/http/response/status").asInt())
        .isEqualTo(202);
  }

  @Test
  void answerThatWaits_isOneSegment(CapturedTraces traces) {
    send("PUT", "/pictures/cat");

    HttpResponse<String> answer = send("GET", "/pictures/cat");

    assertThat(answer.body()).isEqualTo("cat-64.png cat-256.png cat-1024.png\n");
    traces.await(6);
    assertThat(traces).hasTraces(2).hasEntities(6).sentEachEntityOnce();
    assertThat(traces.segments())
        .extracting(segment -> segment.json().at("/http/request/method").asText())
        .containsExactlyInAnyOrder("PUT", "GET");
  }

  @Test
  void brokenPicture_isAFaultWhereItHappened(CapturedTraces traces) {
    assertThat(send("PUT", "/pictures/broken").statusCode()).isEqualTo(202);
    assertThat(send("GET", "/pictures/broken").statusCode()).isEqualTo(422);

    traces.await(5);
    assertThat(traces).hasEntities(5).sentEachEntityOnce();
    assertThat(traces.byName("scale")).hasSize(3).allMatch(CapturedEntity::fault);
    assertThat(traces.segments()).noneMatch(CapturedEntity::fault);
  }

  @Test
  void whatIsExcluded_isNotTraced(CapturedTraces traces) {
    assertThat(send("GET", "/health").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/pictures/unknown").statusCode()).isEqualTo(404);

    traces.await(1);
    assertThat(traces).hasEntities(1);
    assertThat(traces.segments()).allMatch(CapturedEntity::error);
  }

  @Test
  void reports_areTracesOfTheirOwn(CapturedTraces traces) throws Exception {
    worker.close();
    worker = Worker.start(0, Duration.ofMillis(20));

    traces.await(3);
    worker.close();

    List<CapturedEntity> reports = traces.byName("thumbnails-report");
    assertThat(reports).hasSizeGreaterThanOrEqualTo(3);
    assertThat(traces.traceIds()).hasSameSizeAs(reports);
    assertThat(reports).allMatch(report -> report.annotations().get("scaled").equals(0));
  }
}
