// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.xray.entities.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/** Threads made one by one: plain ones, timers, factories, virtual ones. */
class ThreadsTest extends Traced {

  private final ThreadFactory plain = Executors.defaultThreadFactory();
  private final ThreadFactory factory = XrayExecutors.propagating(plain);

  private Optional<Entity> here() {
    return Optional.ofNullable(recorder.getTraceEntity());
  }

  @Test
  void plainThread_runsAtThePositionOfItsWrapping() throws Exception {
    recorder.beginSegment("request");
    Thread thread = new Thread(TraceSnapshot.capture().wrap(() -> unit("child")));
    thread.start();
    thread.join();
    recorder.endSegment();

    assertThat(below("request")).containsExactly("child");
  }

  @Test
  void plainThread_unwrapped_isNowhere() throws Exception {
    recorder.beginSegment("request");
    FutureTask<Optional<Entity>> seen = new FutureTask<>(this::here);
    new Thread(seen).start();
    assertThat(seen.get()).isEmpty();
    recorder.endSegment();
  }

  @Test
  void timer_runsATaskAtThePositionOfItsWrapping_andTheNextOneNowhere() throws Exception {
    Timer timer = new Timer("timer", true);
    CountDownLatch done = new CountDownLatch(1);
    CompletableFuture<Optional<Entity>> next = new CompletableFuture<>();
    recorder.beginSegment("request");
    Runnable wrapped = TraceSnapshot.capture().wrap(() -> {
      unit("child");
      recorder.beginSubsegment("left open");
      done.countDown();
    });
    timer.schedule(task(wrapped), 1);
    done.await();
    timer.schedule(task(() -> next.complete(here())), 0);
    assertThat(next.get()).isEmpty();
    recorder.endSegment();
    timer.cancel();

    assertThat(below("request")).containsExactly("child");
  }

  private static TimerTask task(Runnable work) {
    return new TimerTask() {
      @Override
      public void run() {
        work.run();
      }
    };
  }

  @Test
  void factorysThread_runsAtThePositionOfItsMaker() throws Exception {
    recorder.beginSegment("request");
    Thread thread = factory.newThread(() -> unit("child"));
    FutureTask<Integer> future = new FutureTask<>(() -> unit("future", 1));
    Thread second = factory.newThread(future);
    recorder.endSegment();
    thread.start();
    thread.join();
    second.start();

    assertThat(future.get()).isEqualTo(1);
    awaitEntities(3);
    assertThat(below("request")).containsExactlyInAnyOrder("child", "future");
  }

  @Test
  void factorysThreadOfAPool_isNowhere() throws Exception {
    ExecutorService pool = ending(Executors.newFixedThreadPool(1, factory));
    recorder.beginSegment("request");
    assertThat(pool.submit(this::here).get()).isEmpty();
    recorder.endSegment();
  }

  /** A loop that only its maker can tell from a task: a lambda of a class that is an executor. */
  @Test
  void factorysThreadOfAHandMadeExecutor_isNowhere() throws Exception {
    CompletableFuture<Optional<Entity>> seen = new CompletableFuture<>();
    recorder.beginSegment("request");
    new Loop().start(factory, () -> seen.complete(here()));
    assertThat(seen.get()).isEmpty();
    recorder.endSegment();
  }

  @Test
  void factory_isRecognised() {
    assertThat(XrayExecutors.propagating(factory)).isSameAs(factory);
    assertThat(XrayExecutors.propagating((ThreadFactory) task -> null).newThread(() -> {}))
        .isNull();
    assertThatThrownBy(() -> XrayExecutors.propagating((ThreadFactory) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("delegate");
  }

  @Test
  @EnabledForJreRange(minVersion = 21, disabledReason = "virtual threads come with Java 21")
  void virtualThreads_runAtThePositionOfTheSubmitter() throws Exception {
    ExecutorService virtual = ending(XrayExecutors.newVirtualThreadPerTaskExecutor());
    int count = 1_000 * LOAD;
    recorder.beginSegment("request");
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      tasks.add(() -> {
        recorder.beginSubsegment("child");
        Thread.yield();
        recorder.endSubsegment();
        return number;
      });
    }
    int sum = 0;
    for (Future<Integer> each : virtual.invokeAll(tasks)) {
      sum += each.get();
    }
    recorder.endSegment();

    assertThat(sum).isEqualTo(count * (count - 1) / 2);
    awaitEntities(count + 1);
    assertThat(below("request")).hasSize(count).containsOnly("child");
    ((AutoCloseable) virtual).close();
    assertThat(virtual.isTerminated()).isTrue();
  }

  @Test
  @EnabledForJreRange(maxVersion = 20, disabledReason = "from Java 21 on there are virtual threads")
  void virtualThreads_areRefusedBelow21() {
    assertThatThrownBy(XrayExecutors::newVirtualThreadPerTaskExecutor)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("newVirtualThreadPerTaskExecutor needs Java 21 or newer; this is");
  }
}

/** An executor that makes its own thread, with a lambda for its loop. */
final class Loop implements Executor {

  void start(ThreadFactory factory, Runnable first) {
    factory.newThread(() -> execute(first)).start();
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }
}
