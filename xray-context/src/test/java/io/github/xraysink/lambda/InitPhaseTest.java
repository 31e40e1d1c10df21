// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.strategy.ContextMissingStrategy;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.context.LambdaMode;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InitPhaseTest {

  private static final String TRACE = "1-5759e988-aaaaaaaaaaaaaaaaaaaaaaaa";
  private static final String SAMPLED = "Root=" + TRACE + ";Parent=aaaaaaaaaaaaaaaa;Sampled=1";

  private final AtomicInteger missing = new AtomicInteger();
  private final SentDocuments sent = new SentDocuments();
  private final BoundedEmitter emitter =
      BoundedEmitter.builder().transport(sent).build();
  private final Xraysink xraysink = Xraysink.builder()
      .serviceName("fn")
      .emitter(emitter)
      .lambda(LambdaMode.ON)
      .contextMissingStrategy(new Counting())
      .build();
  private final AWSXRayRecorder recorder = xraysink.recorder();

  private final class Counting implements ContextMissingStrategy {
    @Override
    public void contextMissing(String message, Class<? extends RuntimeException> type) {
      missing.incrementAndGet();
    }
  }

  @AfterEach
  void close() {
    assertThat(recorder.getTraceEntity()).isNull();
    xraysink.close();
    emitter.close();
  }

  @Test
  void whatRunsBeforeTheFirstInvocation_isQuiet() {
    recorder.beginSubsegment("plain");
    recorder.endSubsegment();
    XraySubsegments.run("ours", () -> {});

    assertThat(missing).hasValue(0);
    assertThat(TraceHeaders.current()).isEmpty();
    assertThat(xraysink.flush(Duration.ofSeconds(20))).isTrue();
    assertThat(sent.all()).isEmpty();
  }

  @Test
  void init_isShownInTheFirstInvocationWithItsOwnTimes() {
    int loaded = XrayLambda.init(
        "load",
        () -> XraySubsegments.call("read", () -> {
          assertThat(TraceHeaders.current().get(TraceHeaders.TRACE_ID)).contains("Sampled=0");
          return 7;
        }));
    double after = System.currentTimeMillis() / 1e3;

    XrayLambda.run(FakeContext.of(SAMPLED), () -> XraySubsegments.run("work", () -> {}));
    XrayLambda.run(FakeContext.of(SAMPLED), () -> {});

    assertThat(loaded).isEqualTo(7);
    JsonNode load = sent.only("load");
    assertThat(load.path("type").asText()).isEqualTo("subsegment");
    assertThat(load.path("trace_id").asText()).isEqualTo(TRACE);
    assertThat(load.path("parent_id").asText()).isEqualTo("aaaaaaaaaaaaaaaa");
    assertThat(load.path("end_time").asDouble()).isBetween(after - 60, after);
    assertThat(load.path("subsegments").path(0).path("name").asText()).isEqualTo("read");
  }

  @Test
  void init_isNotShownInAnInvocationThatIsNotSampled() {
    XrayLambda.init("load", () -> 7);

    XrayLambda.run(FakeContext.of(SAMPLED.replace("Sampled=1", "Sampled=0")), () -> {});
    XrayLambda.run(FakeContext.of(SAMPLED), () -> {});

    assertThat(sent.all()).isEmpty();
    assertThat(xraysink.contextStats().openEntities()).isZero();
  }

  @Test
  void init_throwsWhatTheWorkThrowsAndIsForgotten() {
    IllegalStateException failure = new IllegalStateException("no");

    assertThatThrownBy(() -> XrayLambda.init("load", () -> {
          throw failure;
        }))
        .isSameAs(failure);
    XrayLambda.run(FakeContext.of(SAMPLED), () -> {});

    assertThat(sent.all()).isEmpty();
    assertThat(xraysink.contextStats().openEntities()).isZero();
  }

  @Test
  void init_duringAnInvocationIsAnOrdinarySubsegment() {
    XrayLambda.run(FakeContext.of(SAMPLED), () -> XrayLambda.init("lazily", () -> 7));

    assertThat(sent.only("lazily").path("trace_id").asText()).isEqualTo(TRACE);
  }

  @Test
  void init_keepsABoundedNumber() {
    for (int i = 0; i < 40; i++) {
      XrayLambda.init("load " + i, () -> 7);
    }

    XrayLambda.run(FakeContext.of(SAMPLED), () -> {});

    assertThat(sent.all()).hasSize(16);
  }
}
