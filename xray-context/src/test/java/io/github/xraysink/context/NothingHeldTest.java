// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Law 15: after the tasks, nothing leads from threads that live on to the entities they ran below.
 */
@Timeout(120)
class NothingHeldTest {

  private static final int TASKS = Traced.LOAD * 100_000;
  private static final int WATCH_EVERY = 100;

  private final LongAdder sent = new LongAdder();
  private final Xraysink xraysink = Xraysink.builder()
      .serviceName("test")
      .emitter(new Forgetting())
      .samplingStrategy(new AllSamplingStrategy())
      .build();
  private final AWSXRayRecorder recorder = xraysink.recorder();
  private final ConcurrentLinkedQueue<WeakReference<Entity>> watched =
      new ConcurrentLinkedQueue<>();

  private final class Forgetting extends Emitter {
    @Override
    public boolean sendSegment(Segment segment) {
      sent.increment();
      return true;
    }

    @Override
    public boolean sendSubsegment(Subsegment subsegment) {
      return true;
    }
  }

  @AfterEach
  void close() {
    xraysink.close();
  }

  private void work() {
    Subsegment child = recorder.beginSubsegment("child");
    if (watched.size() < TASKS / WATCH_EVERY) {
      watched.add(new WeakReference<>(child));
    }
    recorder.endSubsegment();
  }

  private void awaitCollected() {
    assertThat(watched).isNotEmpty();
    await().atMost(60, TimeUnit.SECONDS).until(() -> {
      System.gc();
      return watched.stream().allMatch(reference -> reference.get() == null);
    });
  }

  @Test
  void afterManyTasks_noEntityIsReachable() throws Exception {
    ExecutorService plain = Executors.newFixedThreadPool(4);
    ExecutorService pool = XrayExecutors.propagating(plain);
    Semaphore room = new Semaphore(1_000);
    for (int i = 0; i < TASKS; i++) {
      room.acquire();
      recorder.beginSegment("request");
      pool.execute(() -> {
        work();
        room.release();
      });
      recorder.endSegment();
    }
    room.acquire(1_000);

    awaitCollected();
    assertThat(sent.sum()).isEqualTo(TASKS);
    plain.shutdownNow();
  }

  @Test
  void afterEveryKindOfTask_noEntityIsReachable() throws Exception {
    ExecutorService plain = Executors.newFixedThreadPool(2);
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    ScheduledExecutorService scheduler = XrayExecutors.propagating(timer);
    ForkJoinPool forks = XrayExecutors.newForkJoinPool(2);
    for (int i = 0; i < 200; i++) {
      recorder.beginSegment("request");
      List<Future<?>> all = new ArrayList<>();
      all.add(scheduler.schedule(this::work, 0, TimeUnit.MILLISECONDS));
      all.add(forks.submit(() -> IntStream.range(0, 8).parallel().forEach(n -> work())));
      all.add(XrayFutures.runAsync(this::work, plain).thenRun(this::work));
      all.add(
          XrayFutures.propagating(CompletableFuture.runAsync(() -> {})).thenRunAsync(this::work));
      for (Future<?> each : all) {
        each.get();
      }
      recorder.endSegment();
    }

    awaitCollected();
    plain.shutdownNow();
    timer.shutdownNow();
    forks.shutdownNow();
  }

  @Test
  void cancelledTask_isForgottenWithItsPosition() throws Exception {
    ExecutorService plain = Executors.newFixedThreadPool(1);
    ExecutorService pool = XrayExecutors.propagating(plain);
    CountDownLatch go = new CountDownLatch(1);
    plain.submit(() -> {
      go.await();
      return null;
    });
    Segment request = recorder.beginSegment("request");
    watched.add(new WeakReference<>(request));
    request = null;
    Future<?> never = pool.submit(this::work);
    recorder.endSegment();
    never.cancel(true);
    go.countDown();

    awaitCollected();
    plain.shutdownNow();
  }
}
