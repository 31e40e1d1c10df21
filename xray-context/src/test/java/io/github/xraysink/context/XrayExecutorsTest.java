// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.listeners.SegmentListener;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

@SuppressWarnings("deprecation") // setTraceEntity is what interceptors call
class XrayExecutorsTest extends Traced {

  private final ThreadPoolExecutor plain =
      ending(new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()));
  private final ExecutorService pool = XrayExecutors.propagating((ExecutorService) plain);

  private <T> Callable<T> call(String name, T result) {
    return () -> unit(name, result);
  }

  @Test
  void everyWayToSubmit_runsAtTheSubmittersPosition() throws Exception {
    List<Future<?>> all = new ArrayList<>();
    recorder.beginSegment("request");
    pool.execute(() -> unit("execute"));
    all.add(pool.submit(() -> unit("runnable")));
    all.add(pool.submit(() -> unit("runnable with result"), "result"));
    all.add(pool.submit(call("callable", 1)));
    all.addAll(pool.invokeAll(List.of(call("all", 1), call("all", 2))));
    all.addAll(pool.invokeAll(List.of(call("timed all", 1)), 10, TimeUnit.SECONDS));
    assertThat(pool.<Object>invokeAny(List.of(call("any", "any")))).isEqualTo("any");
    assertThat(pool.<Object>invokeAny(List.of(call("timed any", 2)), 10, TimeUnit.SECONDS))
        .isEqualTo(2);
    for (Future<?> each : all) {
      each.get();
    }
    recorder.endSegment();

    assertThat(below("request"))
        .containsExactly(
            "execute",
            "runnable",
            "runnable with result",
            "callable",
            "all",
            "all",
            "timed all",
            "any",
            "timed any");
    assertThat(all.get(1).get()).isEqualTo("result");
    assertThat(all.get(2).get()).isEqualTo(1);
  }

  /** Named after the fault of the SDK's. */
  @Test
  void executorLosesSubsegment() throws Exception {
    recorder.beginSegment("request");
    recorder.beginSubsegment("outer");
    pool.submit(() -> unit("child")).get();
    recorder.endSubsegment();
    recorder.endSegment();

    assertThat(below("outer")).containsExactly("child");
  }

  /** Named after the fault of the SDK's. */
  @Test
  void executorIsTheCaller() throws Exception {
    recorder.beginSegment("request");
    assertThat(pool.submit(Thread::currentThread).get()).isNotSameAs(Thread.currentThread());
    recorder.endSegment();
  }

  /** Named after the fault of the SDK's: five futures begun before any ends. */
  @Test
  void siblingsBecomeChain() throws Exception {
    ExecutorService five = XrayExecutors.propagating(ending(Executors.newFixedThreadPool(5)));
    CountDownLatch allBegun = new CountDownLatch(5);
    recorder.beginSegment("request");
    Subsegment outer = recorder.beginSubsegment("outer");
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String name = "task " + i;
      all.add(five.submit(() -> {
        recorder.beginSubsegment(name);
        allBegun.countDown();
        allBegun.await();
        recorder.endSubsegment();
        return null;
      }));
      assertThat(recorder.getTraceEntity()).isSameAs(outer);
    }
    for (Future<?> each : all) {
      each.get();
    }
    recorder.endSubsegment();
    recorder.endSegment();

    assertThat(below("outer"))
        .containsExactlyInAnyOrder("task 0", "task 1", "task 2", "task 3", "task 4");
  }

  @Test
  void taskFromNowhere_runsNowhere_whateverTheThreadWasLeftWith() throws Exception {
    recorder.beginSegment("leftover");
    Segment leftover = recorder.getCurrentSegment();
    plain.submit(() -> recorder.setTraceEntity(leftover)).get();
    recorder.clearTraceEntity();

    assertThat(pool.submit(() -> recorder.getTraceEntity() == null).get()).isTrue();
    pool.submit(() -> {
          recorder.beginSegment("own");
          recorder.endSegment();
        })
        .get();

    assertThat(plain.submit(recorder::getTraceEntity).get()).isSameAs(leftover);
    plain.submit(recorder::clearTraceEntity).get();
    assertThat(emitted.named("own").traceId())
        .isNotEqualTo(leftover.getTraceId().toString());
    assertThat(emitted.named("own").parentId()).isNull();
  }

  /** Named after the fault of the SDK's. */
  @Test
  void lateChildKeepsThreadDirty() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    recorder.beginSegment("request");
    Future<?> late = pool.submit(() -> {
      ended.await();
      unit("late");
      recorder.beginSubsegment("left open");
      return null;
    });
    recorder.endSegment();
    ended.countDown();
    late.get();

    assertThat(plain.submit(() -> Position.current() == null).get()).isTrue();
    assertThat(emitted.named("late").parentId())
        .isEqualTo(emitted.named("request").id());
  }

  @Test
  void thread_isCleanAfterATaskThatThrewOrCleared() throws Exception {
    recorder.beginSegment("request");
    Future<?> throwing = pool.submit(() -> {
      recorder.beginSubsegment("open");
      throw new IllegalStateException("mine");
    });
    assertThatThrownBy(throwing::get).hasRootCauseMessage("mine");
    assertThat(plain.submit(() -> Position.current() == null).get()).isTrue();
    pool.submit(recorder::clearTraceEntity).get();
    assertThat(plain.submit(() -> Position.current() == null).get()).isTrue();
    recorder.endSegment();
  }

  @Test
  void listeners_hearOfEachHandOffOnce() throws Exception {
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    recorder.addSegmentListener(new SegmentListener() {
      @Override
      public void onSetEntity(Entity from, Entity to) {
        if (Thread.currentThread().getName().startsWith("pool")) {
          heard.add("set " + to.getName());
        }
      }

      @Override
      public void onClearEntity(Entity from) {
        if (Thread.currentThread().getName().startsWith("pool")) {
          heard.add("clear " + from.getName());
        }
      }
    });
    recorder.beginSegment("request");
    pool.submit(() -> heard.add("run")).get();
    recorder.endSegment();
    plain.submit(() -> {}).get();

    assertThat(heard).containsExactly("set request", "run", "clear request");
  }

  @Test
  void baggage_goesAlong() throws Exception {
    Baggage baggage = Baggage.empty().with("tenant", "7");
    try (TraceScope scope = baggage.makeCurrent()) {
      assertThat(pool.submit(Position::baggage).get()).isEqualTo(baggage);
    }
    assertThat(pool.submit(Position::baggage).get()).isEqualTo(Baggage.empty());
  }

  @Test
  void sameRunnableSubmittedFromTwoRequests_doesNotMix() throws Exception {
    ExecutorService two = XrayExecutors.propagating(ending(Executors.newFixedThreadPool(2)));
    CountDownLatch both = new CountDownLatch(2);
    Callable<String> shared = () -> {
      both.countDown();
      both.await();
      return unit("child", recorder.getTraceEntity().getName());
    };
    Future<String> first = request("first", () -> two.submit(shared));
    Future<String> second = request("second", () -> two.submit(shared));

    assertThat(first.get()).isEqualTo("first");
    assertThat(second.get()).isEqualTo("second");
    awaitEntities(4);
    assertThat(below("first")).containsExactly("child");
    assertThat(below("second")).containsExactly("child");
  }

  @Test
  void nestedPools_andTheSamePoolAgain_keepThePosition() throws Exception {
    ExecutorService other = XrayExecutors.propagating(ending(Executors.newFixedThreadPool(2)));
    recorder.beginSegment("request");
    Future<Future<Future<Integer>>> nested = other.submit(() -> {
      recorder.beginSubsegment("outer");
      Future<Future<Integer>> inner = pool.submit(() -> {
        recorder.beginSubsegment("inner");
        Future<Integer> innermost = pool.submit(call("innermost", 1));
        recorder.endSubsegment();
        return innermost;
      });
      recorder.endSubsegment();
      return inner;
    });
    assertThat(nested.get().get().get()).isEqualTo(1);
    recorder.endSegment();

    assertThat(below("request")).containsExactly("outer");
    assertThat(below("outer")).containsExactly("inner");
    assertThat(below("inner")).containsExactly("innermost");
  }

  @Test
  void poolBehindAPool_keepsThePositionOfTheFirst() throws Exception {
    Executor front = XrayExecutors.propagating((Executor) task -> plain.execute(() -> pool(task)));
    CountDownLatch done = new CountDownLatch(1);
    recorder.beginSegment("request");
    front.execute(() -> {
      unit("child");
      done.countDown();
    });
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    recorder.endSegment();

    assertThat(below("request")).containsExactly("child");
  }

  private void pool(Runnable task) {
    pool.execute(task);
  }

  @Test
  void shutdownNow_givesBackTheUsersTasks() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    pool.execute(() -> {
      started.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException expected) {
        Thread.currentThread().interrupt();
      }
    });
    started.await();
    Runnable mine = () -> {};
    pool.execute(mine);
    Future<String> future = pool.submit(() -> "never");

    assertThat(pool.shutdownNow()).containsExactly(mine, (Runnable) future);
    assertThat(pool.isShutdown()).isTrue();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(pool.isTerminated()).isTrue();
  }

  @Test
  void rejection_isTheDelegates_andNamesTheTask() {
    pool.shutdown();
    Runnable named = new Runnable() {
      @Override
      public void run() {}

      @Override
      public String toString() {
        return "the task";
      }
    };

    assertThatThrownBy(() -> pool.execute(named))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("Task the task rejected from");
    assertThatThrownBy(() -> pool.submit(named)).isInstanceOf(RejectedExecutionException.class);
    assertThat(Position.current()).isNull();
  }

  @Test
  void callerRunsPolicy_putsTheCallerBack() throws Exception {
    ThreadPoolExecutor full = ending(new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        new ThreadPoolExecutor.CallerRunsPolicy()));
    CountDownLatch go = new CountDownLatch(1);
    Future<?> busy = full.submit(() -> {
      go.await();
      return null;
    });
    recorder.beginSegment("request");
    XrayExecutors.propagating((ExecutorService) full).execute(() -> {
      assertThat(Thread.currentThread().getName()).doesNotStartWith("pool");
      recorder.beginSubsegment("left open");
    });
    assertThat(recorder.getTraceEntity().getName()).isEqualTo("request");
    recorder.endSegment();
    go.countDown();
    busy.get();
  }

  @Test
  void failures_areTheDelegates() {
    IllegalStateException thrown = new IllegalStateException("mine");
    Callable<String> failing = () -> {
      throw thrown;
    };

    assertThatThrownBy(() -> pool.submit(failing).get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(thrown);
    assertThatThrownBy(() -> pool.invokeAny(List.of(failing)))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(thrown);
    assertThatThrownBy(() -> pool.invokeAny(
            List.of(() -> {
              new CountDownLatch(1).await();
              return 1;
            }),
            1,
            TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> pool.invokeAny(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pool.invokeAll(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> pool.invokeAll(Collections.singletonList(null)))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> pool.execute(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> pool.submit((Runnable) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> pool.submit((Callable<Object>) null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void cancel_isTheDelegates() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Future<?> future = pool.submit(() -> {
      started.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException expected) {
        interrupted.countDown();
      }
    });
    started.await();

    assertThat(future.cancel(true)).isTrue();
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(future.isCancelled()).isTrue();
  }

  @Test
  void interruptFlag_isAsTheTaskLeftIt() {
    Executor here = XrayExecutors.propagating((Executor) Runnable::run);

    here.execute(() -> Thread.currentThread().interrupt());

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void priorityQueue_comparesTheUsersTasks() throws Exception {
    record Job(int priority, List<Integer> ran) implements Runnable, Comparable<Job> {
      @Override
      public void run() {
        ran.add(priority);
      }

      @Override
      public int compareTo(Job other) {
        return Integer.compare(priority, other.priority);
      }
    }

    ThreadPoolExecutor ordered =
        ending(new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>()));
    ExecutorService wrapped = XrayExecutors.propagating((ExecutorService) ordered);
    CountDownLatch go = new CountDownLatch(1);
    List<Integer> ran = new ArrayList<>();
    wrapped.execute(() -> {
      try {
        go.await();
      } catch (InterruptedException unexpected) {
        ran.add(-1);
      }
    });
    for (int priority : new int[] {3, 1, 2}) {
      wrapped.execute(new Job(priority, ran));
    }
    go.countDown();
    wrapped.shutdown();
    assertThat(wrapped.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

    assertThat(ran).containsExactly(1, 2, 3);
  }

  @Test
  void tasksOfTwoRecorders_goEachToItsOwn() throws Exception {
    Collected others = new Collected();
    try (Xraysink other = Xraysink.builder()
        .serviceName("other")
        .emitter(others)
        .samplingStrategy(new AllSamplingStrategy())
        .build()) {
      recorder.beginSegment("request");
      Future<?> first = pool.submit(() -> unit("child"));
      recorder.endSegment();
      other.recorder().beginSegment("other request");
      Future<?> second = pool.submit(() -> {
        other.recorder().beginSubsegment("other child");
        other.recorder().endSubsegment();
      });
      first.get();
      second.get();
      other.recorder().endSegment();
    }

    assertThat(emitted.names()).containsExactlyInAnyOrder("request", "child");
    assertThat(others.names()).containsExactlyInAnyOrder("other request", "other child");
  }

  @Test
  void wrappingTwice_givesTheSameWrapper() {
    Executor executor = XrayExecutors.propagating((Executor) Runnable::run);
    assertThat(XrayExecutors.propagating(executor)).isSameAs(executor);
    assertThat(XrayExecutors.propagating(pool)).isSameAs(pool);
    assertThat(XrayExecutors.propagating((Executor) pool)).isSameAs(pool);
    assertThat(XrayExecutors.propagating((Executor) plain)).isInstanceOf(ExecutorService.class);
  }

  @Test
  void nullDelegates_areRefused() {
    assertThatThrownBy(() -> XrayExecutors.propagating((Executor) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("delegate");
    assertThatThrownBy(() -> XrayExecutors.propagating((ExecutorService) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("delegate");
  }

  @Test
  @EnabledForJreRange(minVersion = 19, disabledReason = "executors can be closed from Java 19 on")
  void close_isTheDelegates() throws Exception {
    Future<Integer> last = pool.submit(() -> 1);

    ((AutoCloseable) pool).close();

    assertThat(last.isDone()).isTrue();
    assertThat(plain.isTerminated()).isTrue();
  }
}
