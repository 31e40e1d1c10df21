// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.testkit.ServletStep.Complete;
import io.github.xraysink.testkit.ServletStep.Do;
import io.github.xraysink.testkit.ServletStep.InThread;
import io.github.xraysink.testkit.ServletStep.StartAsync;
import io.github.xraysink.testkit.ServletStep.Status;
import io.github.xraysink.testkit.ServletStep.Write;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The part of the laws that needs many requests. {@code -Dxraysink.load=full} asks for as many as
 * the published figures are about.
 */
abstract class ServletFilterLoadLaws extends ServletFilterLawsBase {

  private static final boolean FULL = "full".equals(System.getProperty("xraysink.load"));
  private static final int FAN_OUT = 3;
  private static final long SEED = 20_261_121;

  @Test
  void concurrentRequests_keepTheirWorkApart() {
    int requests = FULL ? 200 : 60;
    script("/fan", new Do(this::fanOut), new Write(new byte[2]));
    List<Future<Integer>> answers = new ArrayList<>();
    HttpRequest request = request("/fan").build();
    ExecutorService clients = Executors.newFixedThreadPool(requests);
    try {
      for (int i = 0; i < requests; i++) {
        answers.add(clients.submit(() -> send(request).statusCode()));
      }
      answers.forEach(answer -> assertThat(LawsBase.join(answer)).isEqualTo(200));
    } finally {
      clients.shutdownNow();
    }

    expectSegments(requests);
    awaitEntities(requests * (1 + FAN_OUT));
    XrayAssertions.assertThat(traces())
        .hasTraces(requests)
        .hasEntities(requests * (1 + FAN_OUT))
        .sentEachEntityOnce();
    assertThat(traces().segments())
        .allSatisfy(segment -> assertThat(segment.children()).hasSize(FAN_OUT));
  }

  private void fanOut() {
    Runnable part =
        tracing().wrap(recorder(), () -> tracing().inSubsegment(recorder(), "part", () -> {}));
    List<Future<?>> parts = new ArrayList<>();
    for (int i = 0; i < FAN_OUT; i++) {
      parts.add(pool.submit(part));
    }
    parts.forEach(LawsBase::join);
  }

  @Test
  void completeInAnotherThread_beforeTheFilterReturns() {
    int repetitions = FULL ? 1_000 : 100;
    BlockingQueue<Boolean> completed = new ArrayBlockingQueue<>(1);
    script(
        "/race",
        new StartAsync(0, false),
        new InThread(
            pool, List.of(new Status(207), new Complete(), new Do(() -> completed.add(true)))),
        new Do(() ->
            assertThat(completed.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue()));
    script(
        "/close",
        new StartAsync(0, false),
        new InThread(pool, List.of(new Status(208), new Complete())));

    for (int i = 0; i < repetitions; i++) {
      get("/race", 207);
      get("/close", 208);
    }
  }

  @Test
  void anyHeader_isServedAndGivesAValidSegment() {
    int headers = FULL ? 10_000 : 1_000;
    script("/fuzz", new Write(new byte[2]));
    Random random = new Random(SEED);
    for (int i = 0; i < headers; i++) {
      HttpRequest.Builder request = request("/fuzz").header(HEADER, value(random));
      if (random.nextInt(10) == 0) {
        request.header(HEADER, value(random));
      }
      if (random.nextInt(10) == 0) {
        request.header("traceparent", value(random));
      }
      assertThat(send(request.build()).statusCode()).isEqualTo(200);
    }
    assertThat(traces().segments().size()).isLessThanOrEqualTo(headers);
    expectSegments(traces().segments().size());
    assertThat(traces().segments()).allSatisfy(segment -> {
      assertThat(segment.traceId()).matches("1-[0-9a-f]{8}-[0-9a-f]{24}");
      segment.parentId().ifPresent(id -> assertThat(id).matches("[0-9a-f]{16}"));
    });
  }

  /**
   * Containers may refuse them (RFC 9110, section 5.5), and differ in which. What they let through
   * in any other header must not harm in ours.
   */
  @Test
  void controlCharactersInTheHeader_changeNothing() throws IOException {
    script("/a", new Write(new byte[2]));
    int served = 0;
    for (char c = 0; c < 256; c = c == ' ' ? 127 : (char) (c + 1)) {
      String other = statusLine("X-Other: Root=" + c + ";Sampled" + c + "=1");
      String ours = statusLine(HEADER + ": Root=" + c + ";Sampled" + c + "=1");

      assertThat(ours).as("with character %d", (int) c).isEqualTo(other);
      served += ours.contains(" 200 ") ? 2 : 0;
    }
    assertThat(served).isPositive();
    expectSegments(served);
  }

  private String statusLine(String header) throws IOException {
    String answer = raw("GET /a HTTP/1.1", "Host: localhost", "Connection: close", header);
    return answer.lines().findFirst().orElse("");
  }

  /** A header that is right, or nearly, or not at all; now and then one of 10 KB. */
  private static String value(Random random) {
    StringBuilder value = new StringBuilder(
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
    for (int changes = random.nextInt(6); changes > 0; changes--) {
      int at = random.nextInt(value.length());
      switch (random.nextInt(4)) {
        case 0 -> value.setCharAt(at, character(random));
        case 1 -> value.insert(at, character(random));
        case 2 -> value.setLength(Math.max(1, at));
        default -> value.append(";").append(value, 0, at);
      }
    }
    if (random.nextInt(50) == 0) {
      value.append(";a=").append("x".repeat(10_000));
    }
    return value.toString();
  }

  /** What HTTP lets through: printable characters and the tabulator. */
  private static char character(Random random) {
    return random.nextInt(20) == 0 ? '\t' : (char) (' ' + random.nextInt('~' - ' ' + 1));
  }
}
