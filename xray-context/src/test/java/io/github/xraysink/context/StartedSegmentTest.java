// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartedSegmentTest {

  private final Collected emitted = new Collected();
  private final Xraysink xraysink = Xraysink.builder()
      .serviceName("test")
      .emitter(emitted)
      .samplingStrategy(new AllSamplingStrategy())
      .build();

  @AfterEach
  void close() {
    xraysink.close();
  }

  private StartedSegment start() {
    return XraySegments.with(xraysink.recorder()).start("request");
  }

  @Test
  void start_leavesTheThreadAlone() {
    StartedSegment started = start();

    assertThat(Position.current()).isNull();
    started.finish();
    assertThat(emitted.names()).containsExactly("request");
  }

  @Test
  void snapshot_isWhereItsWorkBelongs() throws Exception {
    StartedSegment started = start();

    Thread worker =
        new Thread(started.snapshot().wrap(() -> XraySubsegments.run("work", () -> {})));
    worker.start();
    worker.join();
    started.finish();

    assertThat(emitted.only().children()).hasSize(1);
  }

  @Test
  void finish_endsOnce() {
    StartedSegment started = start();

    assertThat(started.finish()).isTrue();
    assertThat(started.finish()).isFalse();
    assertThat(emitted.documents()).hasSize(1);
  }

  @Test
  void fail_tellsFaultsFromCancellations() {
    StartedSegment failed = start();
    failed.fail(new IllegalStateException());
    failed.finish();
    StartedSegment cancelled = start();
    cancelled.fail(new CancellationException());
    cancelled.finish();

    assertThat(emitted.documents().get(0).fault()).isTrue();
    assertThat(emitted.documents().get(1).fault()).isFalse();
    assertThat(emitted.documents().get(1).annotations()).containsKey("cancelled");
  }

  @Test
  void start_insideATraceDoesNotDisturbIt() {
    xraysink.recorder().beginSegment("outer");
    AtomicReference<StartedSegment> started = new AtomicReference<>();
    XraySubsegments.run("step", () -> started.set(start()));
    assertThat(xraysink.recorder().getCurrentSegment().getName()).isEqualTo("outer");
    xraysink.recorder().endSegment();
    started.get().finish();

    assertThat(emitted.documents()).hasSize(2);
    assertThat(emitted.documents().get(0).traceId())
        .isNotEqualTo(emitted.documents().get(1).traceId());
  }

  @Test
  void subsegmentWithoutSampling_isNotSentNorWhatIsBelow() {
    xraysink.recorder().beginSegment("request");
    StartedSubsegment started = XraySubsegments.startWithoutSampling("hidden");

    started.snapshot().wrap(() -> XraySubsegments.run("below", () -> {})).run();
    started.finish();
    XraySubsegments.run("shown", () -> {});
    xraysink.recorder().endSegment();

    assertThat(started.snapshot().header().orElseThrow()).contains("Sampled=0");
    assertThat(emitted.names()).containsExactly("request", "shown");
  }
}
