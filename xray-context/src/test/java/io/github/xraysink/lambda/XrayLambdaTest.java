// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Subsegment;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.context.LambdaMode;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

class XrayLambdaTest {

  private static final String TOLD_HERE = "AWS_LAMBDA_X_TRACE_ID";
  private static final String PROPERTY = "com.amazonaws.xray.traceHeader";
  private static final String TRACE_A = "1-5759e988-aaaaaaaaaaaaaaaaaaaaaaaa";
  private static final String A = "Root=" + TRACE_A + ";Parent=aaaaaaaaaaaaaaaa;Sampled=1";
  private static final String TRACE_B = "1-5759e988-bbbbbbbbbbbbbbbbbbbbbbbb";
  private static final String B = "Root=" + TRACE_B + ";Parent=bbbbbbbbbbbbbbbb;Sampled=1";

  private final SentDocuments sent = new SentDocuments();
  private final BoundedEmitter emitter =
      BoundedEmitter.builder().transport(sent).build();
  private final Xraysink xraysink = xraysink(LambdaMode.ON);
  private final AWSXRayRecorder recorder = xraysink.recorder();

  private Xraysink xraysink(LambdaMode mode) {
    return Xraysink.builder()
        .serviceName("fn")
        .emitter(emitter)
        .lambda(mode)
        .lambdaFlushTimeout(Duration.ofSeconds(20))
        .build();
  }

  @AfterEach
  void clean() {
    SdkInternalThreadLocal.clear();
    System.clearProperty(PROPERTY);
    assertThat(recorder.getTraceEntity()).isNull();
    sent.release();
    xraysink.close();
    emitter.close();
  }

  @Test
  void handle_putsWorkBelowTheInvocationOfItsContext() {
    SdkInternalThreadLocal.put(TOLD_HERE, B);
    System.setProperty(PROPERTY, B);

    XrayLambda.run(FakeContext.of(A), () -> XraySubsegments.run("work", () -> {}));

    JsonNode work = sent.only("work");
    assertThat(work.path("type").asText()).isEqualTo("subsegment");
    assertThat(work.path("trace_id").asText()).isEqualTo(TRACE_A);
    assertThat(work.path("parent_id").asText()).isEqualTo("aaaaaaaaaaaaaaaa");
  }

  @Test
  void handle_hasSentEverythingWhenItReturns() {
    for (int i = 0; i < 50; i++) {
      String name = "work" + i;

      XrayLambda.run(FakeContext.of(A), () -> XraySubsegments.run(name, () -> {}));

      assertThat(sent.named(name)).hasSize(1);
    }
  }

  @Test
  void handle_waitsNoLongerThanHalfOfTheTimeLeft() {
    sent.hang();
    Context context = new FakeContext(() -> A, 200);
    long start = System.nanoTime();

    XrayLambda.run(context, () -> XraySubsegments.run("work", () -> {}));

    // The timeout of these tests is 20 s; a tenth of a second is what the context leaves.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(sent.all()).isEmpty();
  }

  @Test
  void handle_returnsAndThrowsWhatTheWorkDoes() {
    Object result = new Object();
    IOException failure = new IOException("no");

    assertThat(XrayLambda.<Object, RuntimeException>handle(FakeContext.of(A), () -> result))
        .isSameAs(result);
    assertThat(XrayLambda.<Object, RuntimeException>handle(FakeContext.of(A), () -> null))
        .isNull();
    assertThatThrownBy(() -> XrayLambda.run(FakeContext.of(A), () -> {
          XraySubsegments.run("work", () -> {
            throw failure;
          });
        }))
        .isSameAs(failure);
    assertThat(sent.only("work").path("fault").asBoolean()).isTrue();
  }

  @Test
  void handle_keepsTheInterruptFlagAndSendsAllTheSame() {
    XrayLambda.run(FakeContext.of(A), () -> {
      XraySubsegments.run("work", () -> {});
      Thread.currentThread().interrupt();
    });

    assertThat(Thread.interrupted()).isTrue();
    assertThat(sent.named("work")).hasSize(1);
  }

  @Test
  void whatIsLeftOpen_isSentInProgressOnceAndCompleteLater() {
    List<Subsegment> left = new ArrayList<>();
    XrayLambda.run(FakeContext.of(A), () -> {
      left.add(recorder.beginSubsegment("outer"));
      left.add(recorder.beginSubsegment("inner"));
      recorder.beginSegment("job");
    });

    assertThat(recorder.getTraceEntity()).isNull();
    assertThat(sent.all())
        .extracting(document -> document.path("name").asText())
        .containsExactlyInAnyOrder("outer", "inner", "job");
    assertThat(sent.all()).allMatch(document -> document.path("in_progress").asBoolean());
    assertThat(xraysink.contextStats().openEntities()).isZero();

    XrayLambda.run(FakeContext.of(B), () -> left.get(0).close());

    assertThat(sent.named("outer")).hasSize(2);
    assertThat(sent.named("outer").get(1).path("in_progress").asBoolean()).isFalse();
    assertThat(sent.named("outer").get(1).path("trace_id").asText()).isEqualTo(TRACE_A);
    assertThat(sent.named("inner")).hasSize(1);

    xraysink.close();
    assertThat(sent.named("inner")).hasSize(1);
    assertThat(sent.named("job")).hasSize(1);
  }

  @Test
  void whatAnotherInvocationHasOpen_isLeftAlone() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Thread other = new Thread(() -> XrayLambda.run(FakeContext.of(B), () -> {
      XraySubsegments.run("of b", () -> {
        begun.countDown();
        awaitUnchecked(mayEnd);
      });
    }));
    other.start();
    begun.await();

    XrayLambda.run(FakeContext.of(A), () -> recorder.beginSubsegment("of a"));
    mayEnd.countDown();
    other.join();

    assertThat(sent.only("of a").path("in_progress").asBoolean()).isTrue();
    assertThat(sent.only("of b").path("in_progress").asBoolean()).isFalse();
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsOpenShortlyBeforeTheDeadline_isSentInProgress() {
    Context context = new FakeContext(() -> A, 400);

    XrayLambda.run(
        context,
        () -> XraySubsegments.run("slow", () -> await().until(() -> !sent.all().isEmpty())));

    List<JsonNode> slow = sent.named("slow");
    assertThat(slow).hasSize(2);
    assertThat(slow.get(0).path("in_progress").asBoolean()).isTrue();
    assertThat(slow.get(1).path("in_progress").asBoolean()).isFalse();
    assertThat(slow.get(1).path("id")).isEqualTo(slow.get(0).path("id"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "garbage",
        "Root=1-xyz;Parent=aaaaaaaaaaaaaaaa;Sampled=1",
        "Root=" + TRACE_A,
        "Root=" + TRACE_A + ";Lineage=a87bd80c:1|68fd508a:5",
        "Root=" + TRACE_A + ";Sampled=1",
        "Root=" + TRACE_A + ";Parent=aaaaaaaaaaaaaaaa",
        "Root=" + TRACE_A + ";Parent=aaaaaaaaaaaaaaaa;Sampled=?",
        "Root=" + TRACE_A + ";Parent=aaaaaaaaaaaaaaaa;Sampled=0"
      })
  void headerWithoutDecisionToSample_runsAndInventsNothing(String header) {
    String outgoing = XrayLambda.<String, RuntimeException>handle(
        FakeContext.of(header),
        () -> XraySegments.<String, RuntimeException>call(
            "job",
            () -> XraySubsegments.<String, RuntimeException>call("work", () -> {
              recorder.beginSubsegment("open");
              return TraceHeaders.current().getOrDefault(TraceHeaders.TRACE_ID, "");
            })));

    assertThat(xraysink.flush(Duration.ofSeconds(20))).isTrue();
    assertThat(sent.all()).isEmpty();
    assertThat(outgoing).doesNotContain("Sampled=1");
    if (header == null || !header.contains(TRACE_A)) {
      assertThat(outgoing).isEmpty();
    } else {
      assertThat(outgoing).contains("Root=" + TRACE_A);
      assertThat(outgoing.contains("Lineage=")).isEqualTo(header.contains("Lineage="));
    }
  }

  @Test
  void contextOfAnOlderLibrary_leavesWhatTheRuntimeTells() {
    System.setProperty(PROPERTY, B);
    Context older = new FakeContext(
        () -> {
          throw new NoSuchMethodError("getXrayTraceId");
        },
        3_000);

    XrayLambda.run(older, () -> XraySubsegments.run("work", () -> {}));

    assertThat(sent.only("work").path("trace_id").asText()).isEqualTo(TRACE_B);
  }

  /** The runtime's map is inherited by reference: while the task runs, it begins to name B. */
  @Test
  void segmentOfATask_staysInItsInvocation() throws Exception {
    SdkInternalThreadLocal.put(TOLD_HERE, A);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      XrayLambda.run(FakeContext.of(A), () -> {
        Runnable task = TraceSnapshot.capture().wrap(() -> {
          recorder.beginSegment("job");
          SdkInternalThreadLocal.put(TOLD_HERE, B);
          XraySubsegments.run("step", () -> {});
          recorder.beginSubsegment("second step");
          recorder.endSubsegment();
          recorder.endSegment();
        });
        pool.submit(task).get();
      });
    } finally {
      pool.shutdownNow();
    }

    JsonNode job = sent.only("job");
    assertThat(job.path("trace_id").asText()).isEqualTo(TRACE_A);
    assertThat(job.path("subsegments")).hasSize(2);
  }

  @Test
  void workAfterTheHandlerReturned_belongsToItsInvocation() throws Exception {
    CountDownLatch returned = new CountDownLatch(1);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      XrayLambda.run(
          FakeContext.of(A),
          () -> pool.execute(TraceSnapshot.capture().wrap(() -> {
            awaitUnchecked(returned);
            XraySubsegments.run("late", () -> {});
          })));
      returned.countDown();
      XrayLambda.run(
          FakeContext.of(B), () -> await().until(() -> sent.named("late").size() == 1));
    } finally {
      pool.shutdownNow();
    }

    assertThat(sent.only("late").path("trace_id").asText()).isEqualTo(TRACE_A);
  }

  @Test
  void handlers_runBelowTheirInvocation() throws IOException {
    XrayRequestHandler<String, Integer> typed =
        (input, context) -> XraySubsegments.call("typed", input::length);
    XrayRequestStreamHandler streams = (InputStream in, OutputStream out, Context context) ->
        XraySubsegments.run("streams", () -> in.transferTo(out));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThat(typed.handleRequest("four", FakeContext.of(A))).isEqualTo(4);
    streams.handleRequest(new ByteArrayInputStream(new byte[] {1, 2}), out, FakeContext.of(B));

    assertThat(out.toByteArray()).containsExactly(1, 2);
    assertThat(sent.only("typed").path("trace_id").asText()).isEqualTo(TRACE_A);
    assertThat(sent.only("streams").path("trace_id").asText()).isEqualTo(TRACE_B);
  }

  @Test
  void elsewhereThanOnLambda_theWorkJustRuns() {
    try (Xraysink worker = xraysink(LambdaMode.OFF)) {
      xraysink.close();
      worker.recorder().beginSegment("request");

      XrayLambda.run(FakeContext.of(A), () -> XraySubsegments.run("work", () -> {}));

      worker.recorder().endSegment();
      assertThat(worker.flush(Duration.ofSeconds(20))).isTrue();
    }
    assertThat(sent.only("request").path("subsegments")).hasSize(1);
  }
}
