// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayExtension;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs on the JDK's schedulers. */
@ExtendWith(XrayExtension.class)
class SeriesTest {

  private final AtomicReference<Throwable> uncaught = new AtomicReference<>();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work);
        thread.setUncaughtExceptionHandler((at, thrown) -> uncaught.set(thrown));
        return thread;
      });

  @AfterEach
  void stop() throws InterruptedException {
    scheduler.shutdownNow();
    assertThat(scheduler.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void every_isATraceForEachRun_andGoesOnAfterAnException(CapturedTraces traces) throws Exception {
    IllegalStateException failure = new IllegalStateException("second");
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch three = new CountDownLatch(3);

    ScheduledFuture<?> series = XrayTasks.every(scheduler, "tick", Duration.ofMillis(5), () -> {
      three.countDown();
      if (runs.incrementAndGet() == 2) {
        throw failure;
      }
    });
    assertThat(three.await(10, TimeUnit.SECONDS)).isTrue();
    series.cancel(false);
    traces.await(3);

    assertThat(uncaught.get()).isSameAs(failure);
    assertThat(traces.segments()).extracting(CapturedEntity::traceId).doesNotHaveDuplicates();
    CapturedEntity second = traces.segments().get(1);
    assertThat(second).hasFault().hasAnnotation("run", 2);
    assertThat(traces.segments().get(0)).hasNoFault().hasAnnotation("overlapped", false);
  }

  @Test
  void every_tellsLatenessAndOverlap(CapturedTraces traces) throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch two = new CountDownLatch(2);
    ScheduledFuture<?> series = XrayTasks.task("tick")
        .every(scheduler, Duration.ZERO, Duration.ofMillis(20), () -> {
          two.countDown();
          awaitQuietly(release);
        });
    // The second run is due long before the first one may end.
    long start = System.nanoTime();
    while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(60)) {
      Thread.onSpinWait();
    }
    release.countDown();
    assertThat(two.await(10, TimeUnit.SECONDS)).isTrue();
    series.cancel(false);
    traces.await(2);

    CapturedEntity second = traces.segments().get(1);
    assertThat(second).hasAnnotation("overlapped", true);
    assertThat((int) second.annotations().get("late_ms")).isGreaterThanOrEqualTo(30);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void every_refusesDurationsThatMakeNoSense() {
    assertThatThrownBy(() -> XrayTasks.every(scheduler, "tick", Duration.ZERO, () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("period");
    assertThatThrownBy(() -> XrayTasks.task("tick")
            .every(scheduler, Duration.ofMillis(-1), Duration.ofMillis(1), () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("initialDelay");
  }

  @Test
  void timerTask_isATraceForEachRun_andCancelsTheInnerOne(CapturedTraces traces) {
    AtomicInteger cancelled = new AtomicInteger();
    TimerTask inner = new TimerTask() {
      @Override
      public void run() {}

      @Override
      public boolean cancel() {
        cancelled.incrementAndGet();
        return super.cancel();
      }
    };
    TimerTask task = XrayTasks.task("tick").timerTask(inner);
    Timer timer = new Timer();
    timer.schedule(task, 0, 5);
    traces.await(3);

    assertThat(task.cancel()).isTrue();
    timer.cancel();
    assertThat(cancelled).hasValue(1);
    assertThat(traces.segments()).extracting(CapturedEntity::traceId).doesNotHaveDuplicates();
  }

  @Test
  void scheduledExecutor_withTheTaskInsideTheRun(CapturedTraces traces) {
    ScheduledFuture<?> series = scheduler.scheduleAtFixedRate(
        XrayTasks.task("tick").eachRun(() -> {}), 0, 5, TimeUnit.MILLISECONDS);
    traces.await(3);
    assertThat(series.cancel(false)).isTrue();

    assertThat(traces.segments()).extracting(CapturedEntity::traceId).doesNotHaveDuplicates();
    assertThat(uncaught.get()).isNull();
  }
}
