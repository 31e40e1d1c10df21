// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Faults of the SDK's about what is sent, and when. */
class LifecycleRegression {

  @TestFactory
  Stream<DynamicTest> lateChildDoublesParent() {
    return Regression.of("nothing sent twice", s -> {
      s.recorder().beginSegment("request");
      Runnable task =
          s.wrap(() -> s.contextUnderTest().inSubsegment(s.recorder(), "late", () -> {}));
      s.recorder().endSegment();
      LawsBase.on(s.pool(1), task);

      s.assertTraces().hasNoDuplicates().sentEachEntityOnce();
      s.assertTraces().entity("late").isSubsegment().isChildOf("request");
    });
  }

  @TestFactory
  Stream<DynamicTest> lostChildLosesSegment() {
    return Regression.of("one entity named 'request'", s -> {
      s.recorder().beginSegment("request");
      s.recorder().beginSubsegment("done");
      s.recorder().endSubsegment();
      s.recorder().beginSubsegment("lost");
      s.recorder().endSegment();

      s.assertTraces().entity("request").isSentOnce().hasChildren("done");
      s.main().close();
      if (s.contextUnderTest().abilities().contains(Ability.CLOSE)) {
        s.assertTraces().entity("lost").isInProgress().isChildOf("request");
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> slowChildDelaysSegment() {
    return Regression.of("one entity named 'request'", s -> {
      s.recorder().beginSegment("request");
      Subsegment slow = s.recorder().beginSubsegment("slow");
      s.recorder().endSegment();

      s.assertTraces().entity("request").isSentOnce();
      LawsBase.on(s.pool(1), () -> s.recorder().endSubsegment(slow));
      s.assertTraces().sentEachEntityOnce().entity("slow").isChildOf("request");
    });
  }

  @TestFactory
  Stream<DynamicTest> childOfStreamedParentLost() {
    return Regression.of("one entity named 'late'", s -> {
      Segment request = s.recorder().beginSegment("request");
      s.recorder().beginSubsegment("streamed");
      Runnable task =
          s.wrap(() -> s.contextUnderTest().inSubsegment(s.recorder(), "late", () -> {}));
      s.recorder().endSubsegment();
      for (int i = 0; i < 150; i++) {
        s.recorder().beginSubsegment("filler");
        s.recorder().endSubsegment();
      }
      LawsBase.on(s.pool(1), task);
      s.moveTo(request);
      s.recorder().endSegment();

      s.assertTraces().entity("late").isSentOnce().isChildOf("streamed");
      s.assertTraces().hasEntities(153).sentEachEntityOnce();
    });
  }

  @TestFactory
  Stream<DynamicTest> unsampledGrandchildSampled() {
    return Regression.of("subsegments [shown]", s -> {
      s.recorder().beginSegment("request");
      s.recorder().beginSubsegmentWithoutSampling("hidden");
      s.recorder().beginSubsegment("below");
      s.recorder().endSubsegment();
      s.recorder().endSubsegment();
      s.recorder().beginSubsegment("shown");
      s.recorder().endSubsegment();
      s.recorder().endSegment();

      s.assertTraces().hasSubsegments("shown");
    });
  }

  @TestFactory
  Stream<DynamicTest> unsampledLastChildLosesSegment() {
    return Regression.of("segments [request]", s -> {
      s.recorder().beginSegment("request");
      Subsegment hidden = s.recorder().beginSubsegmentWithoutSampling("hidden");
      s.recorder().endSegment();
      s.moveTo(hidden);
      s.recorder().endSubsegment();

      s.assertTraces().hasSegments("request").hasEntities(1).sentEachEntityOnce();
    });
  }

  @TestFactory
  Stream<DynamicTest> requestsOutlivedByWorkers() {
    return Regression.race(s -> {
      ExecutorService workers = s.pool(8);
      int requests = Loads.scaled(400, 4_000);
      Loads.requestsOutlivedByWorkers(s, workers, requests, 8);

      assertThat(s.emitter.failures()).isEmpty();
      s.assertTraces().hasEntities(requests * 9).sentEachEntityOnce();
    });
  }

  @TestFactory
  Stream<DynamicTest> lastChildrenRace() {
    return Regression.race(s -> {
      ExecutorService workers = s.pool(4);
      for (int round = 0; round < Loads.scaled(300, 3_000); round++) {
        s.emitter.clear();
        Loads.lastChildrenEndTogether(s.recorder(), workers, 4, false);
        s.assertTraces().hasEntities(5).sentEachEntityOnce();
      }
    });
  }
}
