// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.contexts.SegmentContextExecutors;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import io.github.xraysink.context.XrayExecutors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Faults of the SDK's about where threads are. */
class PositionRegression {

  @TestFactory
  Stream<DynamicTest> siblingsBecomeChain() {
    return Regression.of("have children [call-0, call-1, call-2, call-3, call-4]", s -> {
      Segment request = s.recorder().beginSegment("request");
      List<CompletableFuture<String>> work = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        CompletableFuture<String> result = new CompletableFuture<>();
        work.add(result);
        s.contextUnderTest().callAsync(s.recorder(), "call-" + i, () -> result);
      }
      Entity position = s.current();
      ExecutorService pool = s.pool(2);
      work.forEach(result -> LawsBase.on(pool, () -> result.complete("done")));
      s.recorder().endSegment();

      s.assertTraces()
          .entity("request")
          .hasChildren("call-0", "call-1", "call-2", "call-3", "call-4");
      assertThat(position).isSameAs(request);
    });
  }

  @TestFactory
  Stream<DynamicTest> endedSubsegmentStaysCurrent() {
    return Regression.of("to be below segment 'request'", s -> {
      s.recorder().beginSegment("request");
      Subsegment ended = s.recorder().beginSubsegment("ended");
      s.recorder().endSubsegment(ended);
      s.recorder().beginSubsegment("next");
      s.recorder().endSubsegment();
      s.recorder().endSegment();

      s.assertTraces().entity("next").isChildOf("request");
    });
  }

  @TestFactory
  Stream<DynamicTest> closeEndsSomebodyElse() {
    return Regression.of("[outer has ended]", s -> {
      s.recorder().beginSegment("request");
      Subsegment outer = s.recorder().beginSubsegment("outer");
      Subsegment inner = s.recorder().beginSubsegment("inner");
      outer.close();

      assertThat(!outer.isInProgress()).as("outer has ended").isTrue();
      assertThat(inner.isInProgress()).as("inner is open").isTrue();
    });
  }

  @TestFactory
  Stream<DynamicTest> closeOnOtherThread() {
    return Regression.of("[has ended]", s -> {
      s.recorder().beginSegment("request");
      Subsegment work = s.recorder().beginSubsegment("work");
      LawsBase.on(s.pool(1), work::close);

      assertThat(!work.isInProgress()).as("has ended").isTrue();
    });
  }

  /** The executor that users are told to take: the SDK's, or ours around the pool. */
  private static Executor recommended(Situation s, ExecutorService pool) {
    return s.isSdk()
        ? SegmentContextExecutors.newSegmentContextExecutor(
            s.recorder(), s.recorder().getCurrentSegment())
        : XrayExecutors.propagating(pool);
  }

  @TestFactory
  Stream<DynamicTest> executorIsTheCaller() {
    return Regression.of("[where it ran]", s -> {
      s.recorder().beginSegment("request");
      AtomicReference<Thread> ranOn = new AtomicReference<>();
      CompletableFuture.runAsync(() -> ranOn.set(Thread.currentThread()), recommended(s, s.pool(1)))
          .join();

      assertThat(ranOn.get()).as("where it ran").isNotSameAs(Thread.currentThread());
    });
  }

  @TestFactory
  Stream<DynamicTest> executorLosesSubsegment() {
    return Regression.of("to be below subsegment 'position'", s -> {
      s.recorder().beginSegment("request");
      s.recorder().beginSubsegment("position");
      CompletableFuture.runAsync(
              () -> s.contextUnderTest().inSubsegment(s.recorder(), "task", () -> {}),
              recommended(s, s.pool(1)))
          .join();
      s.recorder().endSubsegment();
      s.recorder().endSegment();

      s.assertTraces().entity("task").isChildOf("position");
    });
  }

  /**
   * A worker that sets the segment, as the SDK's documentation shows, and ends its child after the
   * segment.
   */
  private static ExecutorService workerWithALateChild(Situation s) {
    ExecutorService worker = s.pool(1);
    Segment request = s.recorder().beginSegment("request");
    LawsBase.on(worker, () -> {
      s.moveTo(request);
      s.recorder().beginSubsegment("late");
    });
    s.recorder().endSegment();
    LawsBase.on(worker, () -> s.recorder().endSubsegment());
    return worker;
  }

  @TestFactory
  Stream<DynamicTest> lateChildKeepsThreadDirty() {
    return Regression.of("[position of the worker]", s -> {
      Heard heard = new Heard();
      s.use(RecorderParts.of(s.emitter).listener(heard));
      ExecutorService worker = workerWithALateChild(s);

      assertThat(LawsBase.on(worker, s::current)).as("position of the worker").isNull();
      assertThat(LawsBase.on(worker, heard::mdc)).as("MDC of the worker").isNull();
    });
  }

  @TestFactory
  Stream<DynamicTest> nextTaskJoinsDeadTrace() {
    return Regression.of("no entity named 'unrelated'", s -> {
      ExecutorService worker = workerWithALateChild(s);
      LawsBase.on(worker, () -> {
        s.recorder().beginSubsegment("unrelated");
        s.recorder().endSubsegment();
      });

      s.assertTraces().hasNoEntity("unrelated").sentEachEntityOnce();
    });
  }

  @TestFactory
  Stream<DynamicTest> restoreLeavesMdc() {
    return Regression.of("[MDC afterwards]", s -> {
      Heard heard = new Heard();
      s.use(RecorderParts.of(s.emitter).listener(heard));
      ExecutorService worker = s.pool(1);
      Segment request = s.recorder().beginSegment("request");
      LawsBase.on(
          worker, () -> request.run(() -> assertThat(heard.mdc()).isNotNull(), s.recorder()));

      assertThat(LawsBase.on(worker, heard::mdc)).as("MDC afterwards").isNull();
    });
  }

  @TestFactory
  Stream<DynamicTest> nestedSegmentOverwrites() {
    return Regression.of("[position after the inner one]", s -> {
      Segment outer = s.recorder().beginSegment("outer");
      s.recorder().beginSegment("inner");
      s.recorder().endSegment();

      assertThat(s.current()).as("position after the inner one").isSameAs(outer);
      s.recorder().endSegment();
      s.assertTraces().hasSegments("outer", "inner").sentEachEntityOnce();
    });
  }

  @TestFactory
  Stream<DynamicTest> wrapBeforeConfigure() {
    return Regression.of("one entity named 'task'", s -> {
      ExecutorService pool = s.pool(1);
      Executor wrapped = wrappedBefore(s, pool);
      AWSXRayRecorder recorder = s.use(RecorderParts.of(s.emitter));
      recorder.beginSegment("request");
      CompletableFuture.runAsync(
              () -> s.contextUnderTest().inSubsegment(recorder, "task", () -> {}), wrapped)
          .join();
      recorder.endSegment();

      s.assertTraces().entity("task").isChildOf("request");
    });
  }

  /**
   * As in a static initialiser. The SDK's executor knows one segment, and a pool has to be put
   * around it.
   */
  private static Executor wrappedBefore(Situation s, ExecutorService pool) {
    if (!s.isSdk()) {
      return XrayExecutors.propagating(pool);
    }
    Executor mounted = SegmentContextExecutors.newSegmentContextExecutor(s.recorder(), null);
    return task -> pool.execute(() -> mounted.execute(task));
  }
}
