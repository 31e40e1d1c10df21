// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.github.xraysink.emit.Outcome;
import io.github.xraysink.emit.TraceDocument;
import io.github.xraysink.emit.api.StubXray.Reply;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.xray.XRayAsyncClient;
import software.amazon.awssdk.services.xray.model.PutTraceSegmentsRequest;
import software.amazon.awssdk.services.xray.model.PutTraceSegmentsResponse;

@Timeout(60)
class XrayApiTransportTest {

  private static final Outcome SENT = Outcome.SENT;

  private final StubXray xray;
  private XrayApiTransport transport;

  XrayApiTransportTest() throws IOException {
    xray = new StubXray();
    transport = build(builder -> builder);
  }

  private XrayApiTransport build(UnaryOperator<XrayApiTransport.Builder> settings) {
    return settings.apply(XrayApiTransport.builder().endpoint(xray.uri())).build();
  }

  private void rebuild(UnaryOperator<XrayApiTransport.Builder> settings) {
    transport.close();
    transport = build(settings);
  }

  @AfterEach
  void close() {
    transport.close();
    xray.close();
  }

  private static List<Outcome> all(int count, Outcome outcome) {
    return Collections.nCopies(count, outcome);
  }

  @Test
  void batch_goesInRequestsOfFifty() {
    List<Outcome> outcomes = transport.send(TestDocument.many(100, 300));

    assertThat(outcomes).isEqualTo(all(100, SENT));
    assertThat(xray.calls).extracting(call -> call.documents().size()).containsExactly(50, 50);
    assertThat(xray.calls).allMatch(call -> call.path().equals("/TraceSegments"));
    assertThat(xray.calls.get(0).headers().getFirst("Authorization"))
        .contains("/xray/aws4_request");
    assertThat(transport.maxBatch()).isEqualTo(100);
    assertThat(transport.flushInterval()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void largeDocuments_goInRequestsOfBoundedSize() {
    rebuild(builder -> builder.maxRequestBytes(100_000));

    List<Outcome> outcomes = transport.send(TestDocument.many(7, 40_000));

    assertThat(outcomes).isEqualTo(all(7, SENT));
    assertThat(xray.calls)
        .extracting(call -> call.documents().size())
        .containsExactlyInAnyOrder(2, 2, 2, 1);
  }

  @Test
  void batchTooLargeForTheService_isHalvedUntilItFits() {
    xray.answer = call -> call.documents().size() > 12
        ? Reply.error(413, "RequestEntityTooLargeException")
        : StubXray.ACCEPTED;

    assertThat(transport.send(TestDocument.many(50, 300))).isEqualTo(all(50, SENT));
    assertThat(xray.calls.stream()
            .filter(call -> call.documents().size() <= 12)
            .flatMap(call -> call.ids().stream()))
        .hasSize(50)
        .doesNotHaveDuplicates();
  }

  @Test
  void documentTooLargeForTheService_isRejectedAlone() {
    String culprit = String.format("%016x", 3);
    xray.answer = call -> call.ids().contains(culprit)
        ? Reply.error(413, "RequestEntityTooLargeException")
        : StubXray.ACCEPTED;

    List<Outcome> outcomes = transport.send(TestDocument.many(5, 300));

    assertThat(outcomes)
        .containsExactly(
            SENT,
            SENT,
            new Outcome.Rejected("RequestEntityTooLargeException (HTTP 413)"),
            SENT,
            SENT);
  }

  @Test
  void requestsUnderWay_areBounded() {
    rebuild(builder -> builder.maxRequestBytes(64_000).concurrency(3));
    CountDownLatch three = new CountDownLatch(3);
    xray.answer = call -> {
      three.countDown();
      awaitQuietly(three);
      return StubXray.ACCEPTED;
    };

    assertThat(transport.send(TestDocument.many(12, 60_000))).isEqualTo(all(12, SENT));
    assertThat(xray.mostAtOnce).hasValue(3);
  }

  @ParameterizedTest
  @CsvSource({
    "429,ThrottledException",
    "400,ThrottlingException",
    "500,InternalFailure",
    "503,ServiceUnavailable",
    "408,RequestTimeout",
    "403,RequestTimeTooSkewed"
  })
  void temporaryError_isRepeated(int status, String code) {
    xray.answers(Reply.error(status, code), StubXray.ACCEPTED);

    assertThat(transport.send(TestDocument.many(3, 300))).isEqualTo(all(3, SENT));
    assertThat(xray.calls).hasSize(2);
    assertThat(transport.repeatedRequests()).isEqualTo(1);
    assertThat(xray.calls.get(1).atNanos() - xray.calls.get(0).atNanos())
        .as("pause")
        .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(90));
  }

  @ParameterizedTest
  @CsvSource({
    "403,ExpiredTokenException",
    "403,UnrecognizedClientException",
    "403,AccessDeniedException",
    "400,InvalidRequestException"
  })
  void lastingError_isRejectedAtOnce(int status, String code) {
    xray.answers(Reply.error(status, code));

    assertThat(transport.send(TestDocument.many(3, 300)))
        .isEqualTo(all(3, new Outcome.Rejected(code + " (HTTP " + status + ")")));
    assertThat(xray.calls).hasSize(1);
  }

  @Test
  void retryAfterSeconds_isKeptTo() {
    xray.answers(
        Reply.error(429, "ThrottledException").with("Retry-After", "1"), StubXray.ACCEPTED);

    assertThat(transport.send(TestDocument.many(1, 300))).containsExactly(SENT);
    assertThat(xray.calls.get(1).atNanos() - xray.calls.get(0).atNanos())
        .isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void retryAfterDate_isKeptTo() {
    AtomicBoolean asked = new AtomicBoolean();
    xray.answer = call -> asked.getAndSet(true) ? StubXray.ACCEPTED : unavailableForTwoSeconds();

    assertThat(transport.send(TestDocument.many(1, 300))).containsExactly(SENT);
    assertThat(xray.calls.get(1).atNanos() - xray.calls.get(0).atNanos())
        .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
  }

  /** A date has no fractions of a second. */
  private static Reply unavailableForTwoSeconds() {
    return Reply.error(503, "ServiceUnavailable")
        .with(
            "Retry-After",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", "Sun, 06 Nov 1994 08:49:37 GMT", ""})
  void retryAfterOfNoUse_isIgnored(String value) {
    xray.answers(
        Reply.error(429, "ThrottledException").with("Retry-After", value), StubXray.ACCEPTED);

    assertThat(transport.send(TestDocument.many(1, 300))).containsExactly(SENT);
  }

  @Test
  void errorWithoutEnd_isGivenUpWithinTheBudget() {
    rebuild(builder ->
        builder.requestTimeout(Duration.ofSeconds(1)).retryBudget(Duration.ofMillis(1_500)));
    xray.answers(Reply.error(500, "InternalFailure"));
    long start = System.nanoTime();

    List<Outcome> outcomes = transport.send(TestDocument.many(2, 300));

    assertThat(outcomes).hasSize(2).allMatch(Outcome.Failed.class::isInstance);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(xray.calls).hasSizeBetween(2, 8);
  }

  @Test
  void endpointThatNeverAnswers_isGivenUpWithinTheBudget() {
    rebuild(builder ->
        builder.requestTimeout(Duration.ofMillis(200)).retryBudget(Duration.ofMillis(700)));
    xray.answer = call -> xray.never();
    long start = System.nanoTime();

    List<Outcome> outcomes = transport.send(TestDocument.many(2, 300));

    assertThat(outcomes).isEqualTo(all(2, new Outcome.Failed("timeout")));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void endpointDown_isGivenUpWithinTheBudget() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    rebuild(builder -> builder
        .endpoint(URI.create("http://127.0.0.1:" + free))
        .requestTimeout(Duration.ofMillis(300))
        .retryBudget(Duration.ofMillis(900)));

    List<Outcome> outcomes = transport.send(TestDocument.many(2, 300));

    assertThat(outcomes).hasSize(2).allMatch(Outcome.Failed.class::isInstance);
    assertThat(transport.repeatedRequests()).isPositive();
  }

  @Test
  void partialFailure_rejectsOnlyWhatWasNotProcessed() {
    xray.answers(Reply.ok("{\"UnprocessedTraceSegments\":["
        + "{\"Id\":\"0000000000000002\",\"ErrorCode\":\"InvalidName\",\"Message\":\"no\"},"
        + "{\"Id\":\"0000000000000004\",\"ErrorCode\":\"InvalidTraceId\",\"Message\":\"no\"}]}"));

    assertThat(transport.send(TestDocument.many(5, 300)))
        .containsExactly(
            SENT,
            new Outcome.Rejected("InvalidName"),
            SENT,
            new Outcome.Rejected("InvalidTraceId"),
            SENT);
    transport.send(TestDocument.many(5, 300));
    assertThat(xray.calls).as("never offered again").hasSize(2);
    assertThat(transport.unprocessed()).isEqualTo(Map.of("InvalidName", 2L, "InvalidTraceId", 2L));
  }

  @Test
  void partialFailureOfTheServices_isOfferedAgainAlone() {
    xray.answers(
        Reply.ok("{\"UnprocessedTraceSegments\":[{\"Id\":\"0000000000000002\","
            + "\"ErrorCode\":\"ThrottledException\",\"Message\":\"later\"}]}"),
        StubXray.ACCEPTED);

    assertThat(transport.send(TestDocument.many(3, 300))).isEqualTo(all(3, SENT));
    assertThat(xray.calls.get(1).ids()).containsExactly("0000000000000002");
  }

  @Test
  void partialFailureWithoutKnownId_countsAsManyAsThereWere() {
    xray.answers(Reply.ok("{\"UnprocessedTraceSegments\":["
        + "{\"ErrorCode\":\"JSONFormatError\"},"
        + "{\"Id\":\"ffffffffffffffff\"},"
        + "{\"Id\":\"0000000000000004\",\"ErrorCode\":\"InvalidName\"}]}"));

    List<Outcome> outcomes = transport.send(TestDocument.many(4, 300));

    assertThat(outcomes).filteredOn(SENT::equals).hasSize(1);
    assertThat(outcomes.get(3)).isEqualTo(new Outcome.Rejected("InvalidName"));
    assertThat(outcomes.subList(1, 3))
        .containsExactlyInAnyOrder(
            new Outcome.Rejected("JSONFormatError"), new Outcome.Rejected("unknown"));
  }

  @Test
  void moreUnprocessedThanSent_rejectsAllOnce() {
    xray.answers(Reply.ok("{\"UnprocessedTraceSegments\":["
        + "{\"ErrorCode\":\"A\"},{\"ErrorCode\":\"B\"},{\"ErrorCode\":\"C\"}]}"));

    assertThat(transport.send(TestDocument.many(2, 300)))
        .hasSize(2)
        .allMatch(Outcome.Rejected.class::isInstance);
  }

  @Test
  void twoDocumentsOfOneId_areToldApartByNumber() {
    xray.answers(Reply.ok("{\"UnprocessedTraceSegments\":["
        + "{\"Id\":\"0000000000000001\",\"ErrorCode\":\"InvalidSegment\"}]}"));

    List<Outcome> outcomes =
        transport.send(List.of(TestDocument.of(1, 300), TestDocument.of(1, 300)));

    assertThat(outcomes).containsExactly(new Outcome.Rejected("InvalidSegment"), SENT);
  }

  @Test
  void answerThatIsNoJson_isNotTakenForSuccess() {
    rebuild(builder ->
        builder.requestTimeout(Duration.ofMillis(500)).retryBudget(Duration.ofMillis(500)));
    xray.answers(Reply.ok("<html>a captive portal</html>"));

    assertThat(transport.send(TestDocument.many(1, 300)))
        .noneMatch(SENT::equals)
        .hasSize(1);
  }

  @Test
  void interrupt_endsTheWait() throws InterruptedException {
    xray.answer = call -> xray.never();
    AtomicReference<List<Outcome>> outcomes = new AtomicReference<>();
    List<TraceDocument> documents = TestDocument.many(2, 300);
    Thread sender = new Thread(() -> outcomes.set(transport.send(documents)));
    sender.start();
    await().until(() -> !xray.calls.isEmpty());

    sender.interrupt();

    sender.join(3_000);
    assertThat(outcomes.get()).isEqualTo(all(2, new Outcome.Failed("interrupted")));
  }

  @Test
  void clientThatThrows_isAFailureAndNothingMore() {
    XRayAsyncClient broken = new BrokenClient() {
      @Override
      public CompletableFuture<PutTraceSegmentsResponse> putTraceSegments(
          PutTraceSegmentsRequest request) {
        throw new LinkageError("half a class path");
      }
    };
    transport.close();
    transport = XrayApiTransport.builder().client(broken).build();

    assertThat(transport.send(TestDocument.many(2, 300)))
        .isEqualTo(all(2, new Outcome.Failed("LinkageError")));
  }

  @Test
  void clientThatNeverCompletes_isLeftAfterItsTime() {
    CompletableFuture<PutTraceSegmentsResponse> never = new CompletableFuture<>();
    XRayAsyncClient stuck = new BrokenClient() {
      @Override
      public CompletableFuture<PutTraceSegmentsResponse> putTraceSegments(
          PutTraceSegmentsRequest request) {
        return never;
      }
    };
    transport.close();
    transport = XrayApiTransport.builder()
        .client(stuck)
        .requestTimeout(Duration.ofMillis(100))
        .retryBudget(Duration.ofMillis(100))
        .build();

    assertThat(transport.send(TestDocument.many(1, 300)))
        .containsExactly(new Outcome.Failed("timeout"));
    assertThat(never).isCancelled();
  }

  @Test
  void headers_areAddedToEachRequest() {
    rebuild(builder -> builder.headers(Map.of("X-Team", "blue")));

    transport.send(TestDocument.many(1, 300));

    assertThat(xray.calls.get(0).headers().getFirst("X-Team")).isEqualTo("blue");
  }

  @Test
  void clientOfTheUsers_isNotClosed() {
    AtomicBoolean closed = new AtomicBoolean();
    XRayAsyncClient theirs = new BrokenClient() {
      @Override
      public void close() {
        closed.set(true);
      }
    };

    XrayApiTransport.builder().client(theirs).build().close();

    assertThat(closed).isFalse();
  }

  @Test
  void settingsOutOfBounds_areRefused() {
    XrayApiTransport.Builder builder = XrayApiTransport.builder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxRequestBytes(63_999))
        .withMessage("maxRequestBytes is 63999, but must be 64000 to 10000000");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.concurrency(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.flushInterval(Duration.ofSeconds(61)));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.requestTimeout(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.retryBudget(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder
            .requestTimeout(Duration.ofSeconds(2))
            .retryBudget(Duration.ofSeconds(1))
            .build())
        .withMessageContaining("requestTimeout is PT2S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> XrayApiTransport.builder()
            .client(new BrokenClient())
            .endpoint(xray.uri())
            .build());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
