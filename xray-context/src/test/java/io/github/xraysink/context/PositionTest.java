// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.IgnoreErrorContextMissingStrategy;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.emit.EntityView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Positions in both modes: with our recorder, and with the SDK's and our context. */
@SuppressWarnings("deprecation") // setTraceEntity is what interceptors call
class PositionTest {

  enum Mode {
    FULL {
      @Override
      AWSXRayRecorder recorder(Collected emitter) {
        return Xraysink.builder()
            .serviceName("test")
            .emitter(emitter)
            .samplingStrategy(new AllSamplingStrategy())
            .contextMissingStrategy(new IgnoreErrorContextMissingStrategy())
            .build()
            .recorder();
      }
    },
    DROP_IN {
      @Override
      AWSXRayRecorder recorder(Collected emitter) {
        return AWSXRayRecorderBuilder.standard()
            .withEmitter(emitter)
            .withSamplingStrategy(new AllSamplingStrategy())
            .withContextMissingStrategy(new IgnoreErrorContextMissingStrategy())
            .withSegmentContextResolverChain(AsyncSegmentContext.resolverChain())
            .build();
      }
    };

    abstract AWSXRayRecorder recorder(Collected emitter);
  }

  private final Collected emitted = new Collected();

  @AfterEach
  void threadIsClean() {
    assertThat(Position.current()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void currentEntity_isWhereTheThreadIs(Mode mode) {
    AWSXRayRecorder recorder = mode.recorder(emitted);
    assertThat(Xraysink.currentEntity()).isEmpty();

    Segment segment = recorder.beginSegment("request");
    Subsegment subsegment = recorder.beginSubsegment("a");
    assertThat(Xraysink.currentEntity()).hasValue(subsegment);
    recorder.endSubsegment();
    assertThat(Xraysink.currentEntity().map(Entity::getId)).hasValue(segment.getId());
    recorder.endSegment();

    assertThat(Xraysink.currentEntity()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void segment_isSentWithWhatCompletedBelow(Mode mode) {
    AWSXRayRecorder recorder = mode.recorder(emitted);

    recorder.beginSegment("request");
    recorder.beginSubsegment("a");
    recorder.beginSubsegment("b");
    recorder.endSubsegment();
    recorder.endSubsegment();
    recorder.beginSubsegment("c");
    recorder.endSubsegment();
    recorder.endSegment();

    EntityView segment = emitted.only();
    assertThat(segment.name()).isEqualTo("request");
    assertThat(segment.children()).extracting(EntityView::name).containsExactly("a", "c");
    assertThat(segment.children().get(0).children())
        .extracting(EntityView::name)
        .containsExactly("b");
    assertThat(segment.inProgress()).isFalse();
    assertThat(segment.endMicros()).isGreaterThanOrEqualTo(segment.startMicros());
    assertThat(segment.aws()).containsKey("xray");
    assertThat(segment.service()).containsKey("runtime");
  }

  @ParameterizedTest
  @EnumSource
  void close_endsItselfAndNothingElse(Mode mode) {
    AWSXRayRecorder recorder = mode.recorder(emitted);
    recorder.beginSegment("request");
    Subsegment outer = recorder.beginSubsegment("outer");
    Subsegment inner = recorder.beginSubsegment("inner");

    outer.close();

    assertThat(outer.isInProgress()).isFalse();
    assertThat(inner.isInProgress()).isTrue();
    assertThat(recorder.getTraceEntity()).isSameAs(inner);
    inner.close();
    assertThat(recorder.getTraceEntity()).isSameAs(inner.getParentSegment());
    recorder.endSegment();
    assertThat(emitted.named("inner").parentId()).isEqualTo(outer.getId());
  }

  @ParameterizedTest
  @EnumSource
  void explicitEnd_fallsBackToTheNearestOpenAncestor(Mode mode) {
    AWSXRayRecorder recorder = mode.recorder(emitted);
    Segment segment = recorder.beginSegment("request");
    Subsegment first = recorder.beginSubsegment("first");

    recorder.endSubsegment(first);
    Subsegment second = recorder.beginSubsegment("second");

    assertThat(second.getParent()).isSameAs(segment);
    recorder.endSubsegment(second);
    recorder.endSegment();
    assertThat(emitted.only().children()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void nestedSegment_suspendsTheOuterOne(Mode mode) {
    AWSXRayRecorder recorder = mode.recorder(emitted);
    recorder.beginSegment("outer");
    Subsegment below = recorder.beginSubsegment("below");

    recorder.beginSegment("inner");
    recorder.beginSubsegment("in inner");
    recorder.endSubsegment();
    recorder.endSegment();

    assertThat(recorder.getTraceEntity()).isSameAs(below);
    recorder.endSubsegment();
    recorder.endSegment();
    assertThat(emitted.documents()).extracting(EntityView::name).containsExactly("inner", "outer");
    assertThat(emitted.documents().get(0).traceId())
        .isNotEqualTo(emitted.documents().get(1).traceId());
  }

  @ParameterizedTest
  @EnumSource
  void borrowedPosition_isNotEndedByTheBorrower(Mode mode) {
    AWSXRayRecorder recorder = mode.recorder(emitted);
    Segment segment = recorder.beginSegment("request");
    Subsegment lent = recorder.beginSubsegment("lent");
    TraceSnapshot snapshot = TraceSnapshot.capture();

    try (TraceScope scope = snapshot.restore()) {
      recorder.endSubsegment();
      recorder.endSegment();
      assertThat(recorder.getTraceEntity()).isSameAs(lent);
      Subsegment own = recorder.beginSubsegment("own");
      recorder.endSubsegment();
      assertThat(own.isInProgress()).isFalse();
    }

    assertThat(lent.isInProgress()).isTrue();
    assertThat(segment.isInProgress()).isTrue();
    assertThat(recorder.getTraceEntity()).isSameAs(lent);
    recorder.endSubsegment();
    recorder.endSegment();
    assertThat(emitted.only().children().get(0).children())
        .extracting(EntityView::name)
        .containsExactly("own");
  }

  @ParameterizedTest
  @EnumSource
  void interceptorsSettingBack_doNotTurnBorrowedIntoOwned(Mode mode) {
    AWSXRayRecorder recorder = mode.recorder(emitted);
    recorder.beginSegment("request");
    TraceSnapshot snapshot = TraceSnapshot.capture();

    snapshot
        .wrap(() -> {
          Entity origin = recorder.getTraceEntity();
          Subsegment call = recorder.beginSubsegment("call");
          recorder.setTraceEntity(origin);
          recorder.endSegment();
          call.close();
          assertThat(recorder.getTraceEntity()).isSameAs(origin);
        })
        .run();

    assertThat(emitted.documents()).isEmpty();
    recorder.endSegment();
    assertThat(emitted.only().children()).extracting(EntityView::name).containsExactly("call");
  }

  @ParameterizedTest
  @EnumSource
  void lateWork_isSentOnItsOwn(Mode mode) {
    AWSXRayRecorder recorder = mode.recorder(emitted);
    Segment segment = recorder.beginSegment("request");
    TraceSnapshot snapshot = TraceSnapshot.capture();
    recorder.endSegment();

    snapshot
        .wrap(() -> {
          recorder.beginSubsegment("late");
          recorder.endSubsegment();
          assertThat(recorder.getTraceEntity()).isSameAs(segment);
        })
        .run();

    assertThat(emitted.documents()).extracting(EntityView::name).containsExactly("request", "late");
    assertThat(emitted.named("late").parentId()).isEqualTo(segment.getId());
    assertThat(emitted.named("late").traceId()).isEqualTo(segment.getTraceId().toString());
  }

  @ParameterizedTest
  @EnumSource
  void unsampledSubsegment_staysOutWithAllBelow(Mode mode) {
    AWSXRayRecorder recorder = mode.recorder(emitted);
    recorder.beginSegment("request");
    recorder.beginSubsegmentWithoutSampling("hidden");
    Subsegment below = recorder.beginSubsegment("below");
    assertThat(below.isSampled()).isFalse();
    recorder.endSubsegment();
    recorder.endSubsegment();
    recorder.endSegment();

    assertThat(emitted.names()).containsExactly("request");
  }

  @ParameterizedTest
  @EnumSource
  void noOpSegment_hasATraceIdAndSendsNothing(Mode mode) {
    AWSXRayRecorder recorder = mode.recorder(emitted);
    Segment segment = recorder.beginNoOpSegment();
    assertThat(segment.getTraceId().toString()).doesNotStartWith("1-00000000");
    recorder.beginSubsegment("x");
    recorder.endSubsegment();
    recorder.endSegment();

    assertThat(emitted.documents()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void scopesClosedOutOfOrder_putBackWhatWasThere(Mode mode) {
    AWSXRayRecorder recorder = mode.recorder(emitted);
    Segment one = recorder.beginSegment("one");
    TraceSnapshot first = TraceSnapshot.capture();
    recorder.clearTraceEntity();
    Segment two = recorder.beginSegment("two");
    TraceSnapshot second = TraceSnapshot.capture();
    recorder.clearTraceEntity();

    TraceScope outer = first.restore();
    TraceScope inner = second.restore();
    outer.close();
    assertThat(recorder.getTraceEntity()).isNull();
    inner.close();
    assertThat(recorder.getTraceEntity()).isNull();
    outer.close();

    one.close();
    two.close();
    assertThat(emitted.documents()).hasSize(2);
  }
}
