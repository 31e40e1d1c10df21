// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.StreamingStrategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Laws 5 to 9: what is sent, and when. */
abstract class LifecycleLaws extends PositionLaws {

  // --- 5 ---

  @Test
  @Checks(value = Law.SENT_WHEN_ENDED, when = "a child is open when its segment ends")
  void law5_segment_isSentAtItsEnd() {
    recorder().beginSegment("request");
    Subsegment slow = recorder().beginSubsegment("slow");
    recorder().endSegment();

    assertTraces().hasSegments("request").entity("request").isSentOnce();
    assertThat(slow.isInProgress()).isTrue();

    on(pool(1), slow::close);

    assertTraces().sentEachEntityOnce().hasEntities(2);
    assertTraces().entity("slow").isSubsegment().isChildOf("request");
    assertTraces().hasOnlyValidDocuments();
  }

  @Test
  @Checks(value = Law.SENT_WHEN_ENDED, when = "a child never ends")
  void law5_lostChild_costsOnlyItself() {
    recorder().beginSegment("request");
    recorder().beginSubsegment("done");
    recorder().endSubsegment();
    recorder().beginSubsegment("lost");
    recorder().endSegment();

    assertTraces().entity("request").isSentOnce();
    assertTraces().entity("done").isSentOnce().isChildOf("request");
  }

  // --- 6 ---

  @Test
  @Checks(value = Law.EXACTLY_ONCE, when = "eight threads end the same subsegment", race = true)
  void law6_endedByManyThreads_isSentOnce() {
    ExecutorService pool = pool(8);
    for (int round = 0; round < 50; round++) {
      CyclicBarrier together = new CyclicBarrier(8);
      recorder().beginSegment("request");
      Subsegment shared = recorder().beginSubsegment("shared");
      recorder().endSegment();
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        ends.add(pool.submit(() -> {
          await(together);
          recorder().endSubsegment(shared);
        }));
      }
      ends.forEach(LawsBase::join);
    }
    assertTraces().hasEntities(100).sentEachEntityOnce();
  }

  @Test
  @Checks(value = Law.EXACTLY_ONCE, when = "children end in any order, some after their segment")
  void law6_anyOrder_isSentOnce() {
    Random random = new Random(20_260_101);
    for (int round = 0; round < 40; round++) {
      Segment request = recorder().beginSegment("request");
      List<AutoCloseable> open = new ArrayList<>(List.of(request));
      for (int i = 0; i < 6; i++) {
        Subsegment child = recorder().beginSubsegment("child");
        open.add(child);
        if (random.nextBoolean()) {
          moveTo(request);
        }
      }
      recorder().clearTraceEntity();
      Collections.shuffle(open, random);
      open.forEach(this::end);
    }
    assertTraces().hasEntities(40 * 7).sentEachEntityOnce();
  }

  private void end(AutoCloseable entity) {
    if (entity instanceof Subsegment subsegment) {
      recorder().endSubsegment(subsegment);
    } else if (entity instanceof Segment segment) {
      moveTo(segment);
      recorder().endSegment();
    }
  }

  @Test
  @Checks(value = Law.EXACTLY_ONCE, when = "the application sends again what was sent")
  void law6_sendingAgain_isRefused() {
    Segment request = recorder().beginSegment("request");
    Subsegment child = recorder().beginSubsegment("child");
    recorder().endSubsegment();
    recorder().endSegment();

    recorder().sendSegment(request);
    recorder().sendSubsegment(child);
    emitter.sendSegment(request);

    assertTraces().hasEntities(2).sentEachEntityOnce();
  }

  @Test
  @Checks(value = Law.EXACTLY_ONCE, when = "a streaming strategy that always streams")
  void law6_foreignStreamingStrategy_makesNoSecondCopy() {
    recorder().setStreamingStrategy(new StreamsAlways());
    recorder().beginSegment("request");
    for (int i = 0; i < 5; i++) {
      recorder().beginSubsegment("child");
      recorder().endSubsegment();
    }
    recorder().endSegment();

    assertTraces().hasEntities(6).sentEachEntityOnce();
  }

  /** Sends every child it can find, as a careless strategy might. */
  private static final class StreamsAlways implements StreamingStrategy {
    @Override
    public boolean requiresStreaming(Segment segment) {
      return true;
    }

    @Override
    public void streamSome(Entity entity, Emitter emitter) {
      entity.getSubsegmentsCopy().forEach(emitter::sendSubsegment);
    }
  }

  @Test
  @Checks(value = Law.EXACTLY_ONCE, when = "streaming after 0, 1 and 3 completed children")
  void law6_streamedAhead_isSentOnce() {
    needs(Ability.STREAMING_THRESHOLD);
    for (int threshold : new int[] {0, 1, 3}) {
      emitter.clear();
      AWSXRayRecorder recorder = use(RecorderParts.of(emitter).streamingThreshold(threshold));
      recorder.beginSegment("request");
      for (int i = 0; i < 10; i++) {
        recorder.beginSubsegment("child");
        recorder.beginSubsegment("grandchild");
        recorder.endSubsegment();
        recorder.endSubsegment();
      }
      recorder.endSegment();
      assertTraces().hasOneTrace().hasEntities(21).sentEachEntityOnce().hasOnlyValidDocuments();
    }
  }

  // --- 7 ---

  @Test
  @Checks(value = Law.LATE_WORK, when = "a task runs after its segment was sent")
  void law7_belowASentSegment_isSentOnItsOwn() {
    recorder().beginSegment("request");
    Runnable task = wrap(() -> {
      recorder().beginSubsegment("late");
      recorder().beginSubsegment("below late");
      recorder().endSubsegment();
      recorder().endSubsegment();
    });
    recorder().endSegment();

    assertThatNoException().isThrownBy(() -> on(pool(1), task));

    assertTraces().hasOneTrace().hasEntities(3).sentEachEntityOnce().hasOnlyValidDocuments();
    assertTraces().entity("late").isChildOf("request").hasChildren("below late");
  }

  @Test
  @Checks(value = Law.LATE_WORK, when = "children begin below a subsegment that was streamed")
  void law7_belowAStreamedSubsegment_isSentOnItsOwn() {
    Segment request = recorder().beginSegment("request");
    Subsegment parent = recorder().beginSubsegment("parent");
    Runnable task = wrap(() -> {
      recorder().beginSubsegment("late");
      recorder().endSubsegment();
    });
    recorder().endSubsegment();
    for (int i = 0; i < 150; i++) {
      recorder().beginSubsegment("filler");
      recorder().endSubsegment();
    }

    on(pool(1), task);
    moveTo(request);
    recorder().endSegment();

    assertTraces().hasEntities(153).sentEachEntityOnce();
    assertTraces().entity("late").isChildOf("parent");
    assertThat(parent.isInProgress()).isFalse();
  }

  // --- 8 ---

  @Test
  @Checks(value = Law.NOTHING_LOST, when = "a segment and a child are open at close")
  void law8_close_sendsWhatIsOpen() {
    needs(Ability.CLOSE);
    recorder().beginSegment("request");
    recorder().beginSubsegment("done");
    recorder().endSubsegment();
    Subsegment open = recorder().beginSubsegment("open");

    main().close();

    assertTraces().hasEntities(3).hasOnlyValidDocuments();
    assertTraces().entity("request").isInProgress();
    assertTraces().entity("open").isInProgress().isChildOf("request");
    assertTraces().entity("done").isSentOnce();

    open.close();
    assertTraces().entity("open").isSentOnce();
  }

  // --- 9 ---

  @Test
  @Checks(value = Law.NESTED_SEGMENTS, when = "beginSegment inside a subsegment of another")
  void law9_nestedSegment_suspendsTheOuter() {
    recorder().beginSegment("outer");
    Subsegment position = recorder().beginSubsegment("position");
    recorder().beginSegment("inner");
    recorder().beginSubsegment("in inner");
    recorder().endSubsegment();
    recorder().endSegment();

    assertThat(current()).isSameAs(position);
    recorder().beginSubsegment("after");
    recorder().endSubsegment();
    recorder().endSubsegment();
    recorder().endSegment();

    assertThat(current()).isNull();
    assertTraces().hasTraces(2).hasSegments("outer", "inner").sentEachEntityOnce();
    assertTraces().entity("inner").hasChildren("in inner");
    assertTraces().entity("position").hasChildren("after").isChildOf("outer");
  }
}
