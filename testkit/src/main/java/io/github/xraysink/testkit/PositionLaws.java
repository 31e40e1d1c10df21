// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Laws 1 to 4: where threads are, and what they may end. */
abstract class PositionLaws extends LawsBase {

  // --- 1 ---

  @Test
  @Checks(value = Law.POSITION, when = "a wrapped task on a pool thread")
  void law1_capturedPosition_isCurrentForOneRun() {
    ExecutorService pool = pool(1);
    recorder().beginSegment("request");
    Subsegment position = recorder().beginSubsegment("position");
    AtomicReference<@Nullable Entity> seen = new AtomicReference<>();

    on(pool, wrap(() -> seen.set(current())));

    assertThat(seen).hasValue(position);
    assertThat(on(pool, this::current)).isNull();
    assertThat(current()).isSameAs(position);
    recorder().endSubsegment();
    recorder().endSegment();
    assertTraces().sentEachEntityOnce().hasEntities(2);
  }

  @Test
  @Checks(value = Law.POSITION, when = "the pool thread has a segment of its own")
  void law1_putsBack_whatTheThreadHad() {
    ExecutorService pool = pool(1);
    on(pool, () -> recorder().beginSegment("worker"));
    Entity worker = on(pool, this::current);
    recorder().beginSegment("request");

    on(pool, wrap(() -> assertThat(current()).isNotSameAs(worker)));

    assertThat(on(pool, this::current)).isSameAs(worker);
    on(pool, () -> recorder().endSegment());
    recorder().endSegment();
    assertTraces().hasTraces(2).hasSegments("request", "worker").sentEachEntityOnce();
  }

  @Test
  @Checks(value = Law.POSITION, when = "the task throws, leaves a subsegment open, or clears")
  void law1_putsBack_whateverTheTaskLeaves() {
    ExecutorService pool = pool(1);
    on(pool, () -> recorder().beginSegment("worker"));
    Entity worker = on(pool, this::current);
    recorder().beginSegment("request");
    List<Runnable> untidy = List.of(
        () -> {
          throw new IllegalStateException("of the task");
        },
        () -> recorder().beginSubsegment("left open"),
        () -> recorder().clearTraceEntity(),
        () -> recorder().beginSegment("left open too"));

    for (Runnable task : untidy) {
      Runnable wrapped = wrap(task);
      on(pool, () -> {
        try {
          wrapped.run();
        } catch (IllegalStateException ofTheTask) {
          assertThat(ofTheTask).hasMessage("of the task");
        }
      });
      assertThat(on(pool, this::current)).isSameAs(worker);
    }
    recorder().endSegment();
  }

  @Test
  @Checks(value = Law.POSITION, when = "nothing was captured, and the thread has a segment")
  void law1_captureOfNothing_hidesWhatTheThreadHas() {
    ExecutorService pool = pool(1);
    on(pool, () -> recorder().beginSegment("left behind"));

    Entity seen = on(
        pool,
        () -> runAndSee(onOtherThread(() -> contextUnderTest().wrap(recorder(), this::note))));

    assertThat(seen).isNull();
    on(pool, () -> recorder().endSegment());
  }

  private final AtomicReference<@Nullable Entity> noted = new AtomicReference<>();

  private void note() {
    noted.set(current());
  }

  private @Nullable Entity runAndSee(Runnable task) {
    noted.set(null);
    task.run();
    return noted.get();
  }

  private Runnable onOtherThread(Callable<Runnable> capture) {
    return on(pool(1), capture);
  }

  @Test
  @Checks(value = Law.POSITION, when = "two recorders in one process")
  void law1_child_belongsToItsParentsRecorder() {
    AWSXRayRecorder first = recorder();
    CapturingEmitter others = new CapturingEmitter();
    AWSXRayRecorder second = build(RecorderParts.of(others)).recorder();
    first.beginSegment("request");

    Subsegment child = second.beginSubsegment("child");
    second.endSubsegment();
    first.endSegment();

    assertThat(child.getCreator()).isSameAs(first);
    assertTraces().entity("request").hasChildren("child");
    XrayAssertions.assertThat(others.traces()).isEmpty();
  }

  // --- 2 ---

  @Test
  @Checks(value = Law.SIBLINGS, when = "five futures begun on one thread before any ends")
  void law2_fiveBegunOnOneThread_areSiblings() {
    Segment request = recorder().beginSegment("request");
    List<CompletableFuture<String>> work = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      CompletableFuture<String> result = new CompletableFuture<>();
      work.add(result);
      assertThat(contextUnderTest().callAsync(recorder(), "call-" + i, () -> result))
          .isNotDone();
      assertThat(current()).isSameAs(request);
    }

    ExecutorService pool = pool(5);
    for (CompletableFuture<String> result : work) {
      on(pool, () -> result.complete("done"));
    }
    recorder().endSegment();

    assertTraces().hasEntities(6).sentEachEntityOnce();
    assertTraces().entity("request").hasChildren("call-0", "call-1", "call-2", "call-3", "call-4");
  }

  @Test
  @Checks(value = Law.SIBLINGS, when = "five tasks on a pool at once")
  void law2_fiveTasksAtOnce_areSiblings() {
    ExecutorService pool = propagating(pool(5));
    CyclicBarrier allBegun = new CyclicBarrier(5);
    recorder().beginSegment("request");

    List<Future<?>> tasks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String name = "task-" + i;
      tasks.add(pool.submit(() -> {
        recorder().beginSubsegment(name);
        await(allBegun);
        recorder().endSubsegment();
      }));
    }
    tasks.forEach(LawsBase::join);
    recorder().endSegment();

    assertTraces().hasEntities(6).sentEachEntityOnce();
    assertTraces().entity("request").hasChildren("task-0", "task-1", "task-2", "task-3", "task-4");
  }

  @Test
  @Checks(value = Law.SIBLINGS, when = "tasks submitted inside an open subsegment")
  void law2_tasksOfASubsegment_areItsChildren() {
    ExecutorService pool = propagating(pool(2));
    recorder().beginSegment("request");
    recorder().beginSubsegment("nested-task");

    Future<?> one = pool.submit(() -> contextUnderTest().inSubsegment(recorder(), "one", () -> {}));
    Future<?> two = pool.submit(() -> contextUnderTest().inSubsegment(recorder(), "two", () -> {}));
    join(one);
    join(two);
    recorder().endSubsegment();
    recorder().endSegment();

    assertTraces().entity("nested-task").hasChildren("one", "two");
    assertTraces().entity("request").hasChildren("nested-task");
  }

  // --- 3 ---

  @Test
  @Checks(value = Law.ENDS_ITSELF, when = "outer.close() while an inner one is current")
  void law3_close_endsItselfOnly() {
    recorder().beginSegment("request");
    Subsegment outer = recorder().beginSubsegment("outer");
    Subsegment inner = recorder().beginSubsegment("inner");

    outer.close();

    assertThat(outer.isInProgress()).isFalse();
    assertThat(inner.isInProgress()).isTrue();
    assertThat(current()).isSameAs(inner);
    inner.close();
    recorder().endSegment();
    assertTraces().sentEachEntityOnce().entity("inner").isChildOf("outer");
  }

  @Test
  @Checks(value = Law.ENDS_ITSELF, when = "close() on a thread where something else is current")
  void law3_closeOnAnotherThread_endsItselfOnly() {
    ExecutorService pool = pool(1);
    recorder().beginSegment("request");
    Subsegment mine = recorder().beginSubsegment("mine");
    Entity others = on(pool, () -> {
      recorder().beginSegment("other");
      return recorder().beginSubsegment("others");
    });

    on(pool, mine::close);

    assertThat(mine.isInProgress()).isFalse();
    assertThat(others.isInProgress()).isTrue();
    assertThat(on(pool, this::current)).isSameAs(others);
    on(pool, () -> recorder().endSubsegment());
    on(pool, () -> recorder().endSegment());
    recorder().endSegment();
    assertTraces().sentEachEntityOnce().hasEntities(4);
  }

  @Test
  @Checks(value = Law.ENDS_ITSELF, when = "close() on a thread without a position")
  void law3_closeOnAnEmptyThread_endsItself() {
    recorder().beginSegment("request");
    Subsegment mine = recorder().beginSubsegment("mine");

    on(pool(1), mine::close);

    assertThat(mine.isInProgress()).isFalse();
    assertThat(current()).isSameAs(recorder().getCurrentSegment());
    recorder().endSegment();
    assertTraces().sentEachEntityOnce().hasEntities(2);
  }

  @Test
  @Checks(value = Law.ENDS_ITSELF, when = "endSubsegment(x), then another begins")
  void law3_afterItsEnd_theNearestOpenAncestorIsCurrent() {
    Segment request = recorder().beginSegment("request");
    Subsegment outer = recorder().beginSubsegment("outer");
    Subsegment inner = recorder().beginSubsegment("inner");

    recorder().endSubsegment(outer);
    recorder().endSubsegment(inner);

    assertThat(current()).isSameAs(request);
    recorder().beginSubsegment("next");
    recorder().endSubsegment();
    recorder().endSegment();
    assertTraces().entity("request").hasChildren("outer", "next");
    assertTraces().entity("outer").hasChildren("inner");
  }

  @Test
  @Checks(value = Law.ENDS_ITSELF, when = "what a task borrowed ends while the task runs")
  void law3_latePosition_staysCurrent() {
    recorder().beginSegment("request");
    Subsegment position = recorder().beginSubsegment("position");
    Runnable task = wrap(() -> {
      assertThat(current()).isSameAs(position);
      recorder().beginSubsegment("late");
      recorder().endSubsegment();
      assertThat(current()).isSameAs(position);
    });
    recorder().endSubsegment();
    recorder().endSegment();

    on(pool(1), task);

    assertTraces().sentEachEntityOnce().hasEntities(3);
    assertTraces().entity("late").isChildOf("position");
  }

  // --- 4 ---

  @Test
  @Checks(value = Law.BORROWED, when = "one endSubsegment() too many in a task")
  void law4_unbalancedEndSubsegment_endsNothing() {
    MissingContexts missing = new MissingContexts();
    use(RecorderParts.of(emitter).missing(missing));
    recorder().beginSegment("request");
    Subsegment borrowed = recorder().beginSubsegment("borrowed");

    on(pool(1), wrap(() -> {
      recorder().beginSubsegment("own");
      recorder().endSubsegment();
      recorder().endSubsegment();
    }));

    assertThat(borrowed.isInProgress()).isTrue();
    assertThat(missing.count()).isEqualTo(1);
    recorder().endSubsegment();
    recorder().endSegment();
    assertTraces().sentEachEntityOnce().entity("own").isChildOf("borrowed");
  }

  @Test
  @Checks(value = Law.BORROWED, when = "endSegment() in a task")
  void law4_unbalancedEndSegment_endsNothing() {
    Segment request = recorder().beginSegment("request");

    on(pool(1), wrap(() -> recorder().endSegment()));

    assertThat(request.isInProgress()).isTrue();
    assertThat(current()).isSameAs(request);
    assertTraces().isEmpty();
    recorder().endSegment();
    assertTraces().hasSegments("request").sentEachEntityOnce();
  }

  @Test
  @Checks(value = Law.BORROWED, when = "a task is handed a segment by setTraceEntity")
  void law4_setTraceEntity_handsOwnershipOver() {
    Segment other = on(pool(1), () -> begunAndLeft("other"));
    recorder().beginSegment("request");

    on(pool(1), wrap(() -> {
      moveTo(other);
      recorder().endSegment();
    }));

    assertThat(other.isInProgress()).isFalse();
    assertTraces().hasSegments("other");
    recorder().endSegment();
  }

  private Segment begunAndLeft(String name) {
    Segment segment = recorder().beginSegment(name);
    recorder().clearTraceEntity();
    return segment;
  }

  @Test
  @Checks(value = Law.BORROWED, when = "an interceptor gets, begins, and sets back")
  void law4_settingBackWhatWasThere_doesNotHandOver() {
    recorder().beginSegment("request");
    Subsegment borrowed = recorder().beginSubsegment("borrowed");

    on(pool(1), wrap(() -> {
      Entity before = recorder().getTraceEntity();
      Subsegment call = recorder().beginSubsegment("call");
      moveTo(before);
      recorder().endSubsegment(call);
      recorder().endSubsegment();
    }));

    assertThat(borrowed.isInProgress()).isTrue();
    recorder().endSubsegment();
    recorder().endSegment();
    assertTraces().sentEachEntityOnce().entity("call").isChildOf("borrowed");
  }
}
