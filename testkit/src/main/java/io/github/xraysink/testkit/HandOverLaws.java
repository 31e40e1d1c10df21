// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import com.amazonaws.xray.exceptions.SegmentNotFoundException;
import com.amazonaws.xray.strategy.RuntimeErrorContextMissingStrategy;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Laws 10 to 15: what is carried to other threads, what is not, and what is left behind there. */
abstract class HandOverLaws extends LifecycleLaws {

  // --- 10 ---

  @Test
  @Checks(value = Law.PERIODIC, when = "a periodic task started inside a request")
  void law10_periodicTask_inheritsNothing() {
    CountDownLatch runs = new CountDownLatch(3);
    recorder().beginSegment("request");
    Future<?> periodic = contextUnderTest()
        .every(
            recorder(),
            scheduler(),
            () -> {
              recorder().beginSegment("tick");
              recorder().endSegment();
              runs.countDown();
            },
            Duration.ofMillis(1));
    Future<?> bare = contextUnderTest()
        .every(recorder(), scheduler(), () -> seen.add(seen(current())), Duration.ofMillis(1));
    recorder().endSegment();

    await(runs);
    Awaitility.await().until(() -> seen.size() >= 3);
    periodic.cancel(false);
    bare.cancel(false);

    assertThat(seen).containsOnly("nothing");
    assertThat(traces().byName("tick")).hasSizeGreaterThanOrEqualTo(3);
    assertThat(traces().byName("tick").stream().map(CapturedEntity::traceId).distinct())
        .hasSameSizeAs(traces().byName("tick"));
  }

  private final List<String> seen = new CopyOnWriteArrayList<>();

  private static String seen(@Nullable Entity position) {
    return position == null ? "nothing" : position.getName();
  }

  @Test
  @Checks(value = Law.PERIODIC, when = "a one-shot task scheduled inside a request")
  void law10_oneShotTask_inherits() {
    recorder().beginSegment("request");

    join(contextUnderTest()
        .schedule(
            recorder(),
            scheduler(),
            () -> contextUnderTest().inSubsegment(recorder(), "later", () -> {}),
            Duration.ofMillis(1)));
    recorder().endSegment();

    assertTraces().sentEachEntityOnce().entity("request").hasChildren("later");
  }

  @Test
  @Checks(value = Law.PERIODIC, when = "a one-shot task that schedules itself again")
  void law10_rearmedTask_inheritsNothing() {
    CountDownLatch runs = new CountDownLatch(3);
    ScheduledExecutorService pool = scheduler();
    List<Future<?>> scheduled = new CopyOnWriteArrayList<>();
    Runnable rearming = new Runnable() {
      @Override
      public void run() {
        seen.add(seen(current()));
        runs.countDown();
        if (runs.getCount() > 0) {
          scheduled.add(contextUnderTest().schedule(recorder(), pool, this, Duration.ofMillis(1)));
        }
      }
    };
    recorder().beginSegment("request");

    scheduled.add(contextUnderTest().schedule(recorder(), pool, rearming, Duration.ofMillis(1)));
    await(runs);
    scheduled.forEach(LawsBase::join);
    recorder().endSegment();

    assertThat(seen).containsExactly("request", "nothing", "nothing");
  }

  // --- 11 ---

  @Test
  @Checks(value = Law.LATE_CONFIGURATION, when = "an executor wrapped before the recorder is built")
  void law11_wrappedBefore_usesTheRecorderInForce() {
    AtomicReference<AWSXRayRecorder> inForce = new AtomicReference<>();
    ExecutorService pool = contextUnderTest().propagating(inForce::get, pool(2));
    inForce.set(recorder());
    recorder().beginSegment("request");

    List<Future<?>> tasks = List.of(
        pool.submit(() -> contextUnderTest().inSubsegment(recorder(), "one", () -> {})),
        pool.submit(() -> contextUnderTest().inSubsegment(recorder(), "two", () -> {})));
    tasks.forEach(LawsBase::join);
    recorder().endSegment();

    assertTraces().sentEachEntityOnce().entity("request").hasChildren("one", "two");
  }

  @Test
  @Checks(value = Law.LATE_CONFIGURATION, when = "the recorder is replaced while a request runs")
  void law11_replacedRecorder_mixesNoTraces() {
    AWSXRayRecorder before = recorder();
    before.beginSegment("old");
    Runnable task = contextUnderTest().wrap(before, () -> inTask(recorder()));
    CapturingEmitter others = new CapturingEmitter();
    AWSXRayRecorder after = use(RecorderParts.of(others));

    on(pool(1), task);
    on(pool(1), () -> {
      after.beginSegment("new");
      after.endSegment();
    });
    before.endSegment();

    assertTraces().hasSegments("old").sentEachEntityOnce().entity("old").hasChildren("in task");
    XrayAssertions.assertThat(others.traces()).hasSegments("new").hasEntities(1);
  }

  private static void inTask(AWSXRayRecorder recorder) {
    recorder.beginSubsegment("in task");
    recorder.endSubsegment();
  }

  // --- 12 ---

  @Test
  @Checks(value = Law.MISSING_CONTEXT, when = "a strategy that throws, and no segment")
  void law12_strategy_isFollowed() {
    use(RecorderParts.of(emitter).missing(new RuntimeErrorContextMissingStrategy()));

    assertThatThrownBy(() -> recorder().beginSubsegment("nowhere"))
        .isInstanceOf(SegmentNotFoundException.class);
    assertThat(current()).isNull();
  }

  @Test
  @Checks(value = Law.MISSING_CONTEXT, when = "wrappers used where there is no segment")
  void law12_wrappers_neverTriggerTheStrategy() {
    MissingContexts missing = new MissingContexts();
    use(RecorderParts.of(emitter).missing(missing));
    ExecutorService pool = propagating(pool(1));

    on(pool(1), wrap(() -> {}));
    assertThat(on(pool, () -> "done")).isEqualTo("done");
    assertThat(join(contextUnderTest().supplyAsync(recorder(), () -> "done", pool)))
        .isEqualTo("done");
    contextUnderTest()
        .propagating(recorder(), CompletableFuture.completedFuture("done"))
        .join();

    assertThat(missing.count()).isZero();
    assertTraces().isEmpty();
  }

  // --- 13 ---

  @Test
  @Checks(value = Law.UNSAMPLED, when = "an unsampled segment's tasks on other threads")
  void law13_unsampledSegment_staysSo() {
    ExecutorService pool = propagating(pool(2));
    CountingSampler sampler = new CountingSampler(false);
    use(RecorderParts.of(emitter).sampling(sampler));
    recorder().beginSegmentWithSampling("request");

    join(pool.submit(() -> contextUnderTest().inSubsegment(recorder(), "one", () -> {})));
    on(pool(1), wrap(() -> {
      Subsegment child = recorder().beginSubsegment("two");
      assertThat(child.isSampled()).isFalse();
      recorder().endSubsegment();
    }));
    recorder().endSegment();

    assertTraces().isEmpty();
    assertThat(sampler.asked()).isEqualTo(1);
  }

  @Test
  @Checks(value = Law.UNSAMPLED, when = "a child below beginSubsegmentWithoutSampling")
  void law13_belowAnUnsampledSubsegment_nothingIsSent() {
    recorder().beginSegment("request");
    recorder().beginSubsegmentWithoutSampling("hidden");
    Runnable task = wrap(() -> {
      Subsegment below = recorder().beginSubsegment("below on a thread");
      assertThat(below.isSampled()).isFalse();
      recorder().endSubsegment();
    });
    on(pool(1), task);
    recorder().beginSubsegment("below");
    recorder().endSubsegment();
    recorder().endSubsegment();
    recorder().beginSubsegment("shown");
    recorder().endSubsegment();
    recorder().endSegment();

    assertTraces().hasSubsegments("shown").sentEachEntityOnce();
  }

  @Test
  @Checks(value = Law.UNSAMPLED, when = "an unsampled child is the last open one of its segment")
  void law13_unsampledLastChild_costsNothingElse() {
    recorder().beginSegment("request");
    Subsegment hidden = recorder().beginSubsegmentWithoutSampling("hidden");
    recorder().endSegment();
    recorder().endSubsegment(hidden);

    assertTraces().hasSegments("request").hasEntities(1).sentEachEntityOnce();
  }

  @Test
  @Checks(value = Law.UNSAMPLED, when = "a no-op segment without a trace of its own")
  void law13_noOpSegment_showsNoZeroId() {
    Segment nothing = recorder().beginNoOpSegment();

    assertThat(nothing.getTraceId()).isNotEqualTo(TraceID.invalid());
    recorder().endSegment();
    assertTraces().isEmpty();
    assertThat(current()).isNull();
  }

  // --- 14 ---

  @Test
  @Checks(value = Law.LISTENERS, when = "a segment and a subsegment begin and end")
  void law14_eachBeginAndEnd_isHeardOnce() {
    Heard heard = new Heard();
    use(RecorderParts.of(emitter).listener(heard));
    recorder().beginSegment("request");
    recorder().beginSubsegment("child");
    recorder().endSubsegment();
    recorder().endSegment();

    assertThat(heard.beginsAndEnds())
        .containsExactly(
            "begin request",
            "begin child",
            "ending child",
            "ended child",
            "ending request",
            "ended request");
  }

  @Test
  @Checks(value = Law.LISTENERS, when = "a child ends after its segment, on another thread")
  void law14_lateEnd_isHeard() {
    Heard heard = new Heard();
    use(RecorderParts.of(emitter).listener(heard));
    recorder().beginSegment("request");
    Runnable task = wrap(() -> {
      recorder().beginSubsegment("late");
      recorder().endSubsegment();
    });
    recorder().endSegment();
    on(pool(1), task);

    assertThat(heard.beginsAndEnds()).contains("ending late", "ended late").doesNotHaveDuplicates();
  }

  @Test
  @Checks(value = Law.LISTENERS, when = "an MDC on a pool thread, during the task and after")
  void law14_mdc_isRightOnPoolThreads() {
    Heard heard = new Heard();
    use(RecorderParts.of(emitter).listener(heard));
    ExecutorService pool = pool(1);
    Segment request = recorder().beginSegment("request");
    AtomicReference<@Nullable String> during = new AtomicReference<>();

    on(pool, wrap(() -> during.set(heard.mdc())));

    assertThat(during.get()).isEqualTo(request.getTraceId().toString());
    assertThat(on(pool, heard::mdc)).isNull();
    recorder().endSegment();
    assertThat(heard.mdc()).isNull();
  }

  // --- 15 ---

  @Test
  @Checks(value = Law.CLEAN_THREADS, when = "a task's last child ends after the segment")
  void law15_lateChild_leavesNothing() {
    ExecutorService pool = pool(1);
    recorder().beginSegment("request");
    Runnable task = wrap(() -> recorder().beginSubsegment("late"));
    Subsegment onMain = recorder().beginSubsegment("on main");
    recorder().endSegment();
    on(pool, task);
    on(pool, () -> moveTo(onMain));
    on(pool, () -> recorder().endSubsegment());

    assertThat(on(pool, this::current)).isNull();
  }

  @Test
  @Checks(value = Law.CLEAN_THREADS, when = "the task interrupts its thread")
  void law15_interruptFlag_isAsTheTaskLeftIt() {
    ExecutorService pool = pool(1);
    recorder().beginSegment("request");
    Runnable interrupting = wrap(() -> Thread.currentThread().interrupt());
    Runnable clearing = wrap(() -> assertThat(Thread.interrupted()).isTrue());

    boolean interrupted = on(pool, () -> {
      interrupting.run();
      return Thread.interrupted();
    });
    boolean cleared = on(pool, () -> {
      Thread.currentThread().interrupt();
      clearing.run();
      return !Thread.interrupted();
    });

    assertThat(interrupted).isTrue();
    assertThat(cleared).isTrue();
    recorder().endSegment();
  }

  @Test
  @Checks(value = Law.CLEAN_THREADS, when = "entities of finished requests, seen from pool threads")
  void law15_entities_areNotReachableAfterwards() {
    ExecutorService pool = pool(2);
    List<WeakReference<Entity>> entities = finishedRequests(pool);
    emitter.clear();

    Awaitility.await().pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
      System.gc();
      assertThat(entities).allMatch(entity -> entity.get() == null);
    });
  }

  private List<WeakReference<Entity>> finishedRequests(ExecutorService pool) {
    List<WeakReference<Entity>> entities = new CopyOnWriteArrayList<>();
    ExecutorService carrying = propagating(pool);
    for (int i = 0; i < 20; i++) {
      entities.add(new WeakReference<>(recorder().beginSegment("request")));
      Future<?> task = carrying.submit(() -> {
        entities.add(new WeakReference<>(recorder().beginSubsegment("left open")));
        recorder().beginSubsegment("ended");
        recorder().endSubsegment();
        recorder().endSubsegment();
      });
      join(task);
      recorder().endSegment();
    }
    return entities;
  }
}
