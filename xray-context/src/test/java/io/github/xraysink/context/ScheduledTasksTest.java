// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Law 10. */
class ScheduledTasksTest extends Traced {

  private final ScheduledExecutorService plain = ending(Executors.newScheduledThreadPool(1));
  private final ScheduledExecutorService scheduler = XrayExecutors.propagating(plain);

  private Optional<Entity> here() {
    return Optional.ofNullable(recorder.getTraceEntity());
  }

  @Test
  void oneShot_inherits() throws Exception {
    recorder.beginSegment("request");
    ScheduledFuture<?> first = scheduler.schedule(() -> unit("runnable"), 1, TimeUnit.MILLISECONDS);
    ScheduledFuture<Integer> second =
        scheduler.schedule(() -> unit("callable", 2), 1, TimeUnit.MILLISECONDS);
    first.get();
    assertThat(second.get()).isEqualTo(2);
    scheduler.submit(() -> unit("submitted")).get();
    recorder.endSegment();

    assertThat(below("request")).containsExactlyInAnyOrder("runnable", "callable", "submitted");
    assertThat(plain.submit(() -> Position.current() == null).get()).isTrue();
  }

  @Test
  void oneShot_thatOutlivesItsRequest_inherits() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    recorder.beginSegment("request");
    Future<?> late = scheduler.schedule(
        () -> {
          ended.await();
          return unit("late", 1);
        },
        0,
        TimeUnit.MILLISECONDS);
    recorder.endSegment();
    ended.countDown();
    late.get();

    assertThat(below("request")).containsExactly("late");
  }

  @Test
  void periodicTasks_inheritNothing_andEachRunCanBeItsOwnTrace() {
    recorder.beginSegment("request");
    CountDownLatch runs = new CountDownLatch(6);
    Runnable work = () -> {
      assertThat(recorder.getTraceEntity()).isNull();
      recorder.beginSegment("run");
      recorder.endSegment();
      runs.countDown();
    };
    Future<?> rate = scheduler.scheduleAtFixedRate(work, 0, 1, TimeUnit.MILLISECONDS);
    Future<?> delay = scheduler.scheduleWithFixedDelay(work, 0, 1, TimeUnit.MILLISECONDS);
    await().until(() -> runs.getCount() == 0);
    rate.cancel(false);
    delay.cancel(false);
    recorder.endSegment();

    assertThat(emitted.documents())
        .filteredOn(document -> document.name().equals("run"))
        .hasSizeGreaterThanOrEqualTo(6)
        .allMatch(document -> document.parentId() == null)
        .extracting(document -> document.traceId())
        .doesNotHaveDuplicates();
  }

  @Test
  void periodicTaskThatThrows_isStoppedByTheDelegate() {
    IllegalStateException thrown = new IllegalStateException("mine");
    ScheduledFuture<?> future = scheduler.scheduleAtFixedRate(
        () -> {
          throw thrown;
        },
        0,
        1,
        TimeUnit.MILLISECONDS);

    assertThatThrownBy(future::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(thrown);
  }

  @Test
  void taskThatSchedulesItself_inheritsOnlyOnce() {
    List<Optional<Entity>> seen = new CopyOnWriteArrayList<>();
    Runnable again = new Runnable() {
      @Override
      public void run() {
        seen.add(here());
        if (seen.size() < 3) {
          scheduler.schedule(this, 0, TimeUnit.MILLISECONDS);
        }
      }
    };
    Segment request = recorder.beginSegment("request");
    scheduler.schedule(again, 0, TimeUnit.MILLISECONDS);
    await().until(() -> seen.size() == 3);
    recorder.endSegment();

    assertThat(seen).containsExactly(Optional.of(request), Optional.empty(), Optional.empty());
  }

  @Test
  void anotherTaskScheduledFromInside_inherits() throws Exception {
    recorder.beginSegment("request");
    CompletableFuture<Integer> retried = new CompletableFuture<>();
    scheduler.schedule(
        () -> {
          recorder.beginSubsegment("attempt");
          scheduler.schedule(() -> retried.complete(unit("retry", 1)), 0, TimeUnit.MILLISECONDS);
          recorder.endSubsegment();
        },
        0,
        TimeUnit.MILLISECONDS);
    assertThat(retried.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    recorder.endSegment();

    assertThat(below("attempt")).containsExactly("retry");
  }

  private static void endAgo(Segment entity, Duration ago) {
    entity.setEndTime(System.currentTimeMillis() / 1e3 - ago.toMillis() / 1e3);
    entity.end();
  }

  @Test
  void positionThatEndedLongAgo_isNotCarriedOn() throws Exception {
    Segment old = recorder.beginSegment("old");
    recorder.clearTraceEntity();
    endAgo(old, XrayExecutors.LATE_POSITION_LIMIT.plusSeconds(5));
    Segment young = recorder.beginSegment("young");
    recorder.clearTraceEntity();
    endAgo(young, XrayExecutors.LATE_POSITION_LIMIT.minusSeconds(20));

    assertThat(seenWhenScheduledFrom(old)).isEmpty();
    assertThat(seenWhenScheduledFrom(young)).contains(young);
  }

  @Test
  void chainOfLateWork_isNotCarriedOn() throws Exception {
    Segment old = recorder.beginSegment("old");
    recorder.clearTraceEntity();
    endAgo(old, XrayExecutors.LATE_POSITION_LIMIT.plusSeconds(5));
    try (TraceScope scope = TraceSnapshot.of(old).restore()) {
      Subsegment link = recorder.beginSubsegment("link");
      assertThat(seenWhenScheduledFrom(link)).isEmpty();
      recorder.endSubsegment();
    }
  }

  @Test
  void longWorkBegunInTime_isCarriedOn() throws Exception {
    Segment old = recorder.beginSegment("old");
    Subsegment job = recorder.beginSubsegment("job");
    job.setStartTime(old.getStartTime() - 100);
    recorder.clearTraceEntity();
    old.setStartTime(job.getStartTime());
    endAgo(old, Duration.ofSeconds(80));

    assertThat(seenWhenScheduledFrom(job)).contains(job);
    job.close();
  }

  private Optional<Entity> seenWhenScheduledFrom(Entity position) throws Exception {
    Future<Optional<Entity>> seen;
    try (TraceScope scope = TraceSnapshot.of(position).restore()) {
      seen = scheduler.schedule(this::here, 0, TimeUnit.MILLISECONDS);
    }
    return seen.get();
  }

  @Test
  void cancel_isTheDelegates() {
    ScheduledFuture<?> future = scheduler.schedule(() -> unit("never"), 1, TimeUnit.HOURS);

    assertThat(future.getDelay(TimeUnit.MINUTES)).isBetween(58L, 60L);
    assertThat(future.cancel(false)).isTrue();
    assertThat(future.isCancelled()).isTrue();
  }

  @Test
  void wrappingTwice_givesTheSameWrapper() {
    assertThat(XrayExecutors.propagating(scheduler)).isSameAs(scheduler);
    assertThat(XrayExecutors.propagating((ExecutorService) scheduler)).isSameAs(scheduler);
    assertThat(XrayExecutors.propagating((Executor) plain))
        .isInstanceOf(ScheduledExecutorService.class);
  }

  @Test
  void nullTasks_areTheDelegatesToRefuse() {
    assertThatThrownBy(() -> scheduler.schedule((Runnable) null, 1, TimeUnit.SECONDS))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> scheduler.scheduleAtFixedRate(null, 1, 1, TimeUnit.SECONDS))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> scheduler.scheduleAtFixedRate(() -> {}, 1, 0, TimeUnit.SECONDS))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
