// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.SegmentImpl;
import com.amazonaws.xray.entities.Subsegment;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TeeEmitterTest {

  private static final Duration LONG = Duration.ofSeconds(10);

  private final RecordingTransport first = new RecordingTransport();
  private final RecordingTransport second = new RecordingTransport();
  private final BoundedEmitter left = BoundedEmitter.builder().transport(first).build();
  private final BoundedEmitter right =
      BoundedEmitter.builder().transport(second).build();

  @Test
  void entityOfOurs_reachesBothOnce() {
    try (TeeEmitter tee = TeeEmitter.of(left, right)) {
      HandoverSegment segment = new HandoverSegment(TestEntity.segment("orders", 1));

      assertThat(tee.sendSegment(segment)).isTrue();
      assertThat(tee.sendSegment(segment)).isFalse();

      assertThat(tee.flush(LONG)).isTrue();
      assertThat(first.sent).hasSize(1);
      assertThat(second.sent).hasSize(1);
      assertThat(left.stats().entitiesDropped()).isEqualTo(Map.of(DropReason.DUPLICATE, 1L));
      assertThat(right.stats().entitiesDropped()).isEqualTo(Map.of(DropReason.DUPLICATE, 1L));
    }
    assertThat(first.closed).hasValue(1);
    assertThat(second.closed).hasValue(1);
  }

  @Test
  void teeOfTees_reachesAll() {
    RecordingTransport third = new RecordingTransport();
    BoundedEmitter extra = BoundedEmitter.builder().transport(third).build();
    try (TeeEmitter tee = TeeEmitter.of(TeeEmitter.of(left, right), extra)) {
      tee.sendSegment(new HandoverSegment(TestEntity.segment("orders", 1)));

      assertThat(tee.flush(LONG)).isTrue();
      assertThat(first.sent).hasSize(1);
      assertThat(second.sent).hasSize(1);
      assertThat(third.sent).hasSize(1);
    }
  }

  @Test
  void emitterOfOthers_getsTheEntityOnce() {
    CollectingEmitter theirs = new CollectingEmitter();
    try (TeeEmitter tee = TeeEmitter.of(theirs, left)) {
      HandoverSegment segment = new HandoverSegment(TestEntity.segment("orders", 1));

      tee.sendSegment(segment);
      tee.sendSegment(segment);

      tee.flush(LONG);
      assertThat(theirs.json).hasSize(1);
      assertThat(first.sent).hasSize(1);
    }
    right.close();
  }

  @Test
  void entityOfTheSdk_reachesBoth() {
    CollectingEmitter theirs = new CollectingEmitter();
    try (TeeEmitter tee = TeeEmitter.of(theirs, left)) {
      SegmentImpl segment = new SegmentImpl(HandoverSegment.RECORDER, "theirs");
      segment.end();

      assertThat(tee.sendSegment(segment)).isTrue();

      tee.flush(LONG);
      assertThat(theirs.json).hasSize(1);
      assertThat(first.sent).hasSize(1);
    }
    right.close();
  }

  @Test
  void oneThatThrows_doesNotHurtTheOther() {
    Emitter broken = new Emitter() {
      @Override
      public boolean sendSegment(Segment segment) {
        throw new IllegalStateException("broken");
      }

      @Override
      public boolean sendSubsegment(Subsegment subsegment) {
        throw new IllegalStateException("broken");
      }
    };
    try (TeeEmitter tee = TeeEmitter.of(broken, left)) {
      assertThat(tee.sendSegment(new HandoverSegment(TestEntity.segment("orders", 1))))
          .isFalse();

      tee.flush(LONG);
      assertThat(first.sent).hasSize(1);
    }
    right.close();
  }
}
