// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.EntityView;
import io.github.xraysink.emit.Handover;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** After any number of wrapped tasks a pool's threads are as they were (law 15). */
final class CleanThreadsTest {

  private static final int THREADS = 4;
  private static final int TASKS_PER_SEGMENT = 100;
  private static final int TASKS =
      "full".equals(System.getProperty("xraysink.load")) ? 1_000_000 : 100_000;

  private final Counting emitter = new Counting();
  private final Xraysink xraysink = Xraysink.builder()
      .emitter(emitter)
      .samplingStrategy(new AllSamplingStrategy())
      .build();
  private final AWSXRayRecorder recorder = xraysink.recorder();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final ExecutorService pool = XrayExecutors.propagating(threads);

  @AfterEach
  void stop() throws InterruptedException {
    pool.shutdownNow();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    xraysink.close();
  }

  @Test
  void poolThreads_holdNothingAfterManyTasks() throws Exception {
    List<WeakReference<Object>> entities = new ArrayList<>();
    for (int begun = 0; begun < TASKS; begun += TASKS_PER_SEGMENT) {
      runSegment(entities);
    }

    assertThat(emitter.entities.sum()).isEqualTo(TASKS + TASKS / TASKS_PER_SEGMENT);
    assertThat(xraysink.contextStats().openEntities()).isZero();
    for (List<Object> locals : onEachThread(ThreadLocals::ofThisThread)) {
      assertThat(locals).noneMatch(ThreadLocals::pinsALoader);
    }
    awaitCollected(entities);
  }

  /** The other tests look for what this one finds. */
  @Test
  void poolThread_holdsItsEntityWhileATaskRuns() throws Exception {
    recorder.beginSegment("segment");

    boolean held = pool.submit(
            () -> ThreadLocals.ofThisThread().stream().anyMatch(ThreadLocals::pinsALoader))
        .get();

    assertThat(held).isTrue();
    recorder.endSegment();
  }

  @Test
  void poolThreads_holdNothingThatTasksLeftOpen() throws Exception {
    List<WeakReference<Object>> entities = new ArrayList<>();
    leaveOpen(entities);
    xraysink.close();

    for (List<Object> locals : onEachThread(ThreadLocals::ofThisThread)) {
      assertThat(locals).noneMatch(ThreadLocals::pinsALoader);
    }
    awaitCollected(entities);
  }

  @Test
  void wrappedTask_keepsItsInterrupt() {
    recorder.beginSegment("segment");
    Runnable wrapped = TraceSnapshot.capture().wrap(() -> Thread.currentThread().interrupt());

    wrapped.run();

    assertThat(Thread.interrupted()).isTrue();
    recorder.endSegment();
  }

  @Test
  void wrappedTask_seesTheInterruptOfItsThread() throws Exception {
    recorder.beginSegment("segment");
    Callable<Boolean> wrapped =
        TraceSnapshot.capture().wrap((Callable<Boolean>) Thread::interrupted);

    Thread.currentThread().interrupt();
    boolean seen = wrapped.call();

    assertThat(seen).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    recorder.endSegment();
  }

  /** A segment whose tasks each begin and end a subsegment on the pool. */
  private void runSegment(List<WeakReference<Object>> entities) throws Exception {
    Segment segment = recorder.beginSegment("segment");
    List<Future<?>> running = new ArrayList<>();
    for (int task = 0; task < TASKS_PER_SEGMENT; task++) {
      running.add(pool.submit(() -> XraySubsegments.run("task", () -> {})));
    }
    for (Future<?> future : running) {
      future.get();
    }
    recorder.endSegment();
    entities.add(new WeakReference<>(segment));
  }

  private void leaveOpen(List<WeakReference<Object>> entities) throws Exception {
    entities.add(new WeakReference<>(recorder.beginSegment("segment")));
    for (Subsegment open : onEachThread(pool, () -> recorder.beginSubsegment("open"))) {
      entities.add(new WeakReference<>(open));
    }
    recorder.clearTraceEntity();
  }

  private <T> List<T> onEachThread(Callable<T> task) throws Exception {
    return onEachThread(threads, task);
  }

  /** Runs a task once on each thread of the pool: none of them goes on before all are there. */
  private static <T> List<T> onEachThread(ExecutorService on, Callable<T> task) throws Exception {
    CyclicBarrier allHere = new CyclicBarrier(THREADS);
    List<Future<T>> running = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      running.add(on.submit(() -> {
        allHere.await(10, TimeUnit.SECONDS);
        return task.call();
      }));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : running) {
      results.add(future.get(10, TimeUnit.SECONDS));
    }
    return results;
  }

  private static void awaitCollected(List<WeakReference<Object>> entities) {
    await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
      System.gc();
      assertThat(entities.stream().map(WeakReference::get).filter(Objects::nonNull))
          .isEmpty();
    });
  }

  private static final class Counting extends Emitter {

    private final LongAdder entities = new LongAdder();

    @Override
    public boolean sendSegment(Segment segment) {
      return count((Handover) segment);
    }

    @Override
    public boolean sendSubsegment(Subsegment subsegment) {
      return count((Handover) subsegment);
    }

    private boolean count(Handover handover) {
      EntityView taken = handover.take();
      if (taken != null) {
        entities.add(entitiesOf(taken));
      }
      return taken != null;
    }

    private static int entitiesOf(EntityView view) {
      int entities = 1;
      for (EntityView child : view.children()) {
        entities += entitiesOf(child);
      }
      return entities;
    }
  }
}
