// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.NoSamplingStrategy;
import io.github.xraysink.emit.EntityView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Segments below a position, and subsegments ended by hand. */
class BelowPositionTest {

  private final Collected emitted = new Collected();
  private Xraysink xraysink = Xraysink.builder()
      .serviceName("test")
      .emitter(emitted)
      .samplingStrategy(new AllSamplingStrategy())
      .build();

  @AfterEach
  void close() {
    assertThat(Position.current()).isNull();
    xraysink.close();
  }

  @Test
  void subsegment_isEndedByHandAndLeavesTheThreadAlone() {
    xraysink.recorder().beginSegment("request");
    StartedSubsegment started = XraySubsegments.start("step");
    assertThat(xraysink.recorder().getTraceEntity().getName()).isEqualTo("request");

    started.fail(new IllegalStateException());
    assertThat(started.finish()).isTrue();
    assertThat(started.finish()).isFalse();
    xraysink.recorder().endSegment();

    assertThat(emitted.named("step").fault()).isTrue();
    assertThat(emitted.only().children()).hasSize(1);
  }

  @Test
  void subsegment_outsideATraceDoesNothing() {
    StartedSubsegment started = XraySubsegments.start("step");

    assertThat(started.subsegment()).isEmpty();
    assertThat(started.snapshot()).isSameAs(TraceSnapshot.none());
    assertThat(started.finish()).isTrue();
    assertThat(emitted.documents()).isEmpty();
  }

  @Test
  void segmentBelow_isInTheSameTraceAlsoWhenTheCallerHasEnded() {
    xraysink.recorder().beginSegment("request");
    StartedSubsegment link = XraySubsegments.start("link");
    link.finish();
    xraysink.recorder().endSegment();

    XraySegments.below(link.snapshot()).run("job", () -> XraySubsegments.run("work", () -> {}));

    EntityView request = emitted.named("request");
    EntityView job = emitted.named("job");
    assertThat(job.segment()).isTrue();
    assertThat(job.traceId()).isEqualTo(request.traceId());
    assertThat(job.parentId()).isEqualTo(emitted.named("link").id());
    assertThat(job.children()).extracting(EntityView::name).containsExactly("work");
  }

  @Test
  void segmentBelow_takesBaggageAlong() {
    xraysink.recorder().beginSegment("request");
    TraceSnapshot here;
    try (TraceScope scope = Baggage.of("tenant", "a").makeCurrent()) {
      here = TraceSnapshot.capture();
    }
    StartedSegment job = XraySegments.below(here).start("job");
    try (TraceScope scope = job.snapshot().restore()) {
      assertThat(Baggage.current().get("tenant")).isEqualTo("a");
    }
    job.finish();
    xraysink.recorder().endSegment();
  }

  @Test
  void segmentBelow_inheritsTheDecision() {
    xraysink.recorder().beginSegment("request");
    Subsegment unsampled = xraysink.recorder().beginSubsegmentWithoutSampling("quiet");
    XraySegments.below(TraceSnapshot.of(unsampled)).run("job", () -> {});
    unsampled.close();
    xraysink.recorder().endSegment();

    assertThat(emitted.names()).containsExactly("request");
  }

  @Test
  void segmentBelowNothing_isANewTraceThatTheSamplerDecides() {
    XraySegments.below(TraceSnapshot.none()).run("job", () -> {});
    assertThat(emitted.only().parentId()).isNull();

    xraysink.recorder().setSamplingStrategy(new NoSamplingStrategy());
    XraySegments.below(TraceSnapshot.none()).run("other", () -> {});
    assertThat(emitted.documents()).hasSize(1);
  }

  @Test
  void segmentBelowUntraced_isUntraced() {
    XraySegments.untraced(() -> {
      StartedSegment job = XraySegments.below(TraceSnapshot.capture()).start("job");
      assertThat(job.segment()).isEmpty();
      try (TraceScope scope = job.snapshot().restore()) {
        XraySubsegments.run("work", () -> {});
      }
    });

    assertThat(emitted.documents()).isEmpty();
  }

  @Test
  void becomesSubsegment_onLambdaOnly() {
    assertThat(XraySegments.below(TraceSnapshot.none()).becomesSubsegment()).isFalse();
    xraysink.close();
    xraysink = Xraysink.builder().emitter(emitted).lambda(LambdaMode.ON).build();
    assertThat(XraySegments.below(TraceSnapshot.none()).becomesSubsegment()).isTrue();
  }
}
