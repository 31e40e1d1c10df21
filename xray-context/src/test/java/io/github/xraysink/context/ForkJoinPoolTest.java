// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Subsegment;
import io.github.xraysink.emit.EntityView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CountedCompleter;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;

/** The pool in which forked work is at the position of its submission, also when it was stolen. */
class ForkJoinPoolTest extends Traced {

  private final ForkJoinPool pool = ending(XrayExecutors.newForkJoinPool(4));

  /**
   * Counts the leaves of a binary tree; each leaf is a subsegment, and sees that its trace is the
   * right one.
   */
  private final class Leaves extends RecursiveTask<Integer> {
    private static final long serialVersionUID = 1;
    private final transient Entity expected;
    private final int depth;

    Leaves(Entity expected, int depth) {
      this.expected = expected;
      this.depth = depth;
    }

    @Override
    protected Integer compute() {
      assertThat(recorder.getTraceEntity()).isSameAs(expected);
      if (depth == 0) {
        unit("leaf");
        return 1;
      }
      Leaves left = new Leaves(expected, depth - 1);
      left.fork();
      return new Leaves(expected, depth - 1).compute() + left.join();
    }
  }

  @Test
  void forks_areAtThePositionOfTheSubmission_onEveryThread() {
    request("request", () -> {
      Subsegment outer = recorder.beginSubsegment("outer");
      assertThat(pool.invoke(new Leaves(outer, 10))).isEqualTo(1024);
      assertThat(recorder.getTraceEntity()).isSameAs(outer);
      recorder.endSubsegment();
    });

    assertThat(below("outer")).hasSize(1024).containsOnly("leaf");
    assertThat(below("request")).containsExactly("outer");
  }

  /**
   * Two tasks that can only end if two threads work on them at once, the second one having been
   * stolen.
   */
  @Test
  void stolenFork_isAtThePositionOfTheSubmission() {
    CyclicBarrier both = new CyclicBarrier(2);
    Runnable meet = () -> {
      awaitOthers(both);
      unit(Thread.currentThread().getName());
    };

    request(
        "request",
        () -> pool.submit(() -> {
              ForkJoinTask<?> stolen = ForkJoinTask.adapt(meet).fork();
              meet.run();
              stolen.join();
            })
            .join());

    assertThat(below("request")).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void parallelStream_isAtThePositionOfTheSubmission_onEveryThread() {
    CyclicBarrier all = new CyclicBarrier(4);

    int sum = request(
        "request",
        () -> pool.submit(() -> IntStream.range(0, 4)
                .parallel()
                .map(i -> {
                  awaitOthers(all);
                  return unit("element", i);
                })
                .sum())
            .join());

    assertThat(sum).isEqualTo(6);
    assertThat(below("request")).hasSize(4);
  }

  @Test
  void concurrentSubmissions_doNotMix() throws Exception {
    int rounds = 200 * LOAD;
    List<Future<Integer>> results = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      String name = "request " + round;
      request(name, () -> {
        Entity here = recorder.getTraceEntity();
        results.add(pool.submit(() -> new Leaves(here, 4).invoke()));
        results.add(pool.submit(() -> IntStream.range(0, 16)
            .parallel()
            .map(i -> {
              assertThat(recorder.getTraceEntity()).isSameAs(here);
              return unit("element", 1);
            })
            .sum()));
      });
    }
    for (Future<Integer> result : results) {
      assertThat(result.get()).isEqualTo(16);
    }
    awaitEntities(rounds * 33);
    assertThat(emitted.entities()).extracting(EntityView::id).doesNotHaveDuplicates();
    await().until(() -> pool.getPoolSize() <= 4);
  }

  @Test
  void completableFutures_runAtTheirPosition() {
    request(
        "request",
        () -> CompletableFuture.supplyAsync(() -> unit("first", 1), pool)
            .thenApplyAsync(i -> unit("second", i + 1), pool)
            .join());

    assertThat(below("request")).containsExactly("first", "second");
  }

  @Test
  void countedCompleters_runAtTheirPosition() {
    AtomicInteger count = new AtomicInteger();
    final class Sweep extends CountedCompleter<Void> {
      private static final long serialVersionUID = 1;
      private final int depth;

      Sweep(CountedCompleter<?> parent, int depth) {
        super(parent);
        this.depth = depth;
      }

      @Override
      public void compute() {
        if (depth > 0) {
          addToPendingCount(2);
          new Sweep(this, depth - 1).fork();
          new Sweep(this, depth - 1).fork();
        } else {
          unit("leaf");
          count.incrementAndGet();
        }
        tryComplete();
      }
    }

    request("request", () -> pool.invoke(new Sweep(null, 6)));

    assertThat(count).hasValue(64);
    assertThat(below("request")).hasSize(64);
  }

  /** A task that others complete must not keep a thread until then. */
  @Test
  void taskCompletedByOthers_keepsNoThread() throws Exception {
    ForkJoinPool one = ending(XrayExecutors.newForkJoinPool(1));
    CountDownLatch ran = new CountDownLatch(1);
    ForkJoinTask<String> open = new ForkJoinTask<>() {
      private static final long serialVersionUID = 1;
      private volatile String result;

      @Override
      public String getRawResult() {
        return result;
      }

      @Override
      protected void setRawResult(String value) {
        result = value;
      }

      @Override
      protected boolean exec() {
        ran.countDown();
        return false;
      }
    };
    one.execute(open);
    ran.await();

    assertThat(one.submit(() -> "next").get()).isEqualTo("next");

    open.complete("done");
    assertThat(open.join()).isEqualTo("done");
  }

  @Test
  void forksNeverJoined_runAtThePositionToo() {
    request(
        "request",
        () -> pool.submit(() -> {
              for (int i = 0; i < 8; i++) {
                ForkJoinTask.adapt(() -> unit("orphan")).fork();
              }
            })
            .join());

    awaitEntities(9);
    assertThat(below("request")).hasSize(8);
  }

  @Test
  void forksNeverJoined_runWithOneThreadToo() {
    ForkJoinPool one = ending(XrayExecutors.newForkJoinPool(1));

    request(
        "request",
        () -> one.submit(() -> {
              ForkJoinTask.adapt(() -> unit("orphan")).fork();
            })
            .join());
    request("other", () -> one.submit(() -> unit("child")).join());

    awaitEntities(4);
    assertThat(below("request")).containsExactly("orphan");
    assertThat(below("other")).containsExactly("child");
  }

  @Test
  void submissionFromAForkNeverJoined_isAtThePositionToo() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    CompletableFuture<Integer> late = new CompletableFuture<>();

    request("request", () -> {
      pool.submit(() -> {
            ForkJoinTask.adapt(() -> {
                  awaitOthers(ended);
                  int same = pool.submit(() -> unit("same", 1)).join();
                  recorder.beginSubsegment("inner");
                  int inside = pool.submit(() -> unit("inside", 2)).join();
                  recorder.endSubsegment();
                  late.complete(same + inside);
                })
                .fork();
          })
          .join();
      ended.countDown();
    });

    assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo(3);
    awaitEntities(4);
    assertThat(below("request")).containsExactlyInAnyOrder("same", "inner");
    assertThat(below("inner")).containsExactly("inside");
  }

  @Test
  void submissionFromInside_isAtThePositionInside() {
    CyclicBarrier all = new CyclicBarrier(4);

    request(
        "request",
        () -> pool.submit(() -> {
              recorder.beginSubsegment("inner");
              pool.submit(() -> IntStream.range(0, 4).parallel().forEach(i -> {
                    awaitOthers(all);
                    unit("element");
                  }))
                  .join();
              recorder.endSubsegment();
              unit("after");
            })
            .join());

    assertThat(below("inner")).hasSize(4).containsOnly("element");
    assertThat(below("request")).containsExactly("inner", "after");
  }

  @Test
  void submissionsFromInside_endThoughEachWaitsForTheNext() {
    ForkJoinPool one = ending(XrayExecutors.newForkJoinPool(1));

    request(
        "request", () -> assertThat(one.submit(() -> nested(one, 12)).join()).isEqualTo(12));

    assertThat(emitted.entities()).hasSize(13);
    assertThat(below("level 12")).containsExactly("level 11");
    assertThat(below("level 2")).containsExactly("level 1");
  }

  private int nested(ForkJoinPool through, int levels) {
    if (levels == 0) {
      return 0;
    }
    recorder.beginSubsegment("level " + levels);
    int below = through.submit(() -> nested(through, levels - 1)).join();
    recorder.endSubsegment();
    return below + 1;
  }

  @Test
  void poolOfATask_leadsBackToThePool() {
    request(
        "request",
        () -> pool.submit(() -> {
              ForkJoinPool here = ForkJoinTask.getPool();
              assertThat(here.getParallelism()).isEqualTo(4);
              recorder.beginSubsegment("inner");
              here.submit(() -> unit("child")).join();
              recorder.endSubsegment();
            })
            .join());

    assertThat(below("inner")).containsExactly("child");
  }

  @Test
  void forkedSubmissions_leaveNoThreadsAndNoPositions() {
    for (int i = 0; i < 20; i++) {
      request("request", () -> pool.invoke(new Leaves(recorder.getTraceEntity(), 6)));
    }

    await().until(() -> pool.getPoolSize() <= 1);
    assertThat(pool.awaitQuiescence(10, TimeUnit.SECONDS)).isTrue();
    assertThat(pool.submit(() -> Position.current() == null).join()).isTrue();
  }

  @Test
  void plainSubmissions_useTheSameThreadAgain() {
    ForkJoinPool one = ending(XrayExecutors.newForkJoinPool(1));
    Set<Thread> threads = ConcurrentHashMap.newKeySet();

    for (int i = 0; i < 100; i++) {
      request(
          "request",
          () -> one.submit(() -> {
                threads.add(Thread.currentThread());
                unit("child");
              })
              .join());
    }

    assertThat(threads).hasSize(1);
  }

  @Test
  void submissions_waitBeyondTheParallelism() throws Exception {
    ForkJoinPool two = ending(XrayExecutors.newForkJoinPool(2));
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(two.submit(() -> {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        Thread.yield();
        running.decrementAndGet();
      }));
    }
    for (Future<?> each : all) {
      each.get();
    }

    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  void submissions_waitInOrder() throws Exception {
    ForkJoinPool one = ending(XrayExecutors.newForkJoinPool(1));
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    Future<?> last = null;
    for (int i = 0; i < 100; i++) {
      int number = i;
      last = one.submit(() -> order.add(number));
    }
    last.get();

    assertThat(order).hasSize(100).isSorted();
  }

  @Test
  void exceptions_areThoseOfTheJdk() {
    IllegalStateException thrown = new IllegalStateException("mine");
    Callable<String> failing = () -> {
      throw thrown;
    };

    assertThatThrownBy(() -> pool.submit(failing).get())
        .isInstanceOf(ExecutionException.class)
        .rootCause()
        .isSameAs(thrown);
    assertThatThrownBy(() -> pool.invoke(new RecursiveAction() {
          private static final long serialVersionUID = 1;

          @Override
          protected void compute() {
            throw thrown;
          }
        }))
        .isInstanceOf(IllegalStateException.class)
        .hasStackTraceContaining("mine");
    assertThatThrownBy(() -> pool.submit((Runnable) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> pool.execute((Runnable) null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void exceptionOfExecute_reachesTheThreadsHandler() {
    IllegalStateException thrown = new IllegalStateException("mine");
    CompletableFuture<Throwable> seen = new CompletableFuture<>();

    pool.execute(() -> {
      Thread.currentThread().setUncaughtExceptionHandler((thread, what) -> seen.complete(what));
      throw thrown;
    });

    assertThat(seen.join()).isSameAs(thrown);
  }

  @Test
  void bulkMethods_runEachAtThePosition() {
    List<Callable<Integer>> tasks =
        List.of(() -> unit("a", 1), () -> unit("b", 2), () -> unit("c", 3));

    request("request", () -> {
      try {
        for (Future<Integer> each : pool.invokeAll(tasks)) {
          assertThat(each.get()).isBetween(1, 3);
        }
        assertThat(pool.invokeAll(tasks, 10, TimeUnit.SECONDS)).allMatch(Future::isDone);
        Integer any = pool.invokeAny(List.of(() -> unit("any", 4)));
        Integer timed = pool.invokeAny(List.of(() -> unit("timed", 5)), 10, TimeUnit.SECONDS);
        assertThat(any + timed).isEqualTo(9);
      } catch (Exception failed) {
        throw new AssertionError(failed);
      }
    });

    assertThat(below("request"))
        .containsExactlyInAnyOrder("a", "b", "c", "a", "b", "c", "any", "timed");
  }

  @Test
  void bulkMethods_endWhenCalledFromInsideASingleThread() {
    ForkJoinPool one = ending(XrayExecutors.newForkJoinPool(1));
    List<Callable<Integer>> tasks = List.of(() -> unit("a", 1), () -> unit("b", 2));

    request(
        "request",
        () -> one.submit(() -> {
              one.invokeAll(tasks);
              one.invokeAll(tasks, 10, TimeUnit.SECONDS);
              return one.invokeAny(tasks);
            })
            .join());

    assertThat(below("request")).hasSizeBetween(5, 6);
  }

  @Test
  void blockedTask_isNotDisturbedByTheEndOfItsSubmission() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CompletableFuture<String> signal = new CompletableFuture<>();
    CompletableFuture<String> outcome = new CompletableFuture<>();

    pool.submit(() -> {
          ForkJoinTask.adapt(() -> {
                blocked.countDown();
                try {
                  outcome.complete(signal.join());
                } catch (Throwable thrown) {
                  outcome.completeExceptionally(thrown);
                }
              })
              .fork();
        })
        .join();
    blocked.await();
    await().during(300, TimeUnit.MILLISECONDS).until(() -> !outcome.isDone());
    signal.complete("undisturbed");

    assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo("undisturbed");
  }

  @Test
  void shutdown_runsWhatWaits_andRefusesMore() throws Exception {
    ForkJoinPool one = XrayExecutors.newForkJoinPool(1);
    CountDownLatch go = new CountDownLatch(1);
    Future<?> running = one.submit(() -> {
      awaitOthers(go);
      return one.submit(() -> "from inside").join();
    });
    Future<String> waiting = one.submit(() -> "waited");

    one.shutdown();
    assertThat(one.isShutdown()).isTrue();
    assertThat(one.isTerminating()).isTrue();
    assertThatThrownBy(() -> one.submit(() -> "late"))
        .isInstanceOf(RejectedExecutionException.class);
    go.countDown();

    assertThat(running.get()).isEqualTo("from inside");
    assertThat(waiting.get()).isEqualTo("waited");
    assertThat(one.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(one.isTerminated()).isTrue();
  }

  @Test
  void shutdownNow_interruptsAndCancels() throws Exception {
    ForkJoinPool one = XrayExecutors.newForkJoinPool(1);
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<String> outcome = new CompletableFuture<>();
    one.execute(() -> {
      started.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException expected) {
        outcome.complete("interrupted");
      }
    });
    Future<String> waiting = one.submit(() -> "never");
    started.await();

    assertThat(one.shutdownNow()).isEmpty();

    assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo("interrupted");
    assertThat(waiting.isCancelled()).isTrue();
    assertThat(one.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void close_waits() {
    PropagatingForkJoinPool closing = new PropagatingForkJoinPool(2);
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 50; i++) {
      closing.execute(ran::incrementAndGet);
    }

    closing.close();

    assertThat(ran).hasValue(50);
    assertThat(closing.isTerminated()).isTrue();
  }

  @Test
  void interruptLeftByATask_doesNotReachTheNext() {
    ForkJoinPool one = ending(XrayExecutors.newForkJoinPool(1));
    one.submit(() -> Thread.currentThread().interrupt()).join();

    assertThat(one.submit(() -> Thread.currentThread().isInterrupted()).join()).isFalse();
  }

  @Test
  void parallelism_isChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> XrayExecutors.newForkJoinPool(0))
        .withMessage("parallelism is 0; accepted is 1 to 32767");
    assertThatIllegalArgumentException().isThrownBy(() -> XrayExecutors.newForkJoinPool(32768));
  }

  @Test
  void wrappingThePool_givesThePool() {
    assertThat(XrayExecutors.propagating(pool)).isSameAs(pool);
  }

  @Test
  @EnabledForJreRange(
      minVersion = 25,
      disabledReason = "a fork-join pool can schedule from Java 25 on")
  void scheduling_isThatOfASchedulerOfOurs() {
    ScheduledExecutorService scheduler = (ScheduledExecutorService) (Object) pool;
    CompletableFuture<Entity> periodic = new CompletableFuture<>();
    request("request", () -> {
      assertThat(get(scheduler.schedule(() -> unit("once", 1), 1, TimeUnit.MILLISECONDS)))
          .isEqualTo(1);
      scheduler.scheduleAtFixedRate(
          () -> periodic.complete(recorder.getTraceEntity()), 0, 1, TimeUnit.MILLISECONDS);
      assertThat(periodic.join()).isNull();
    });

    assertThat(below("request")).containsExactly("once");
  }

  @Test
  @EnabledForJreRange(minVersion = 25, disabledReason = "timeouts of tasks come with Java 25")
  void submissionWithTimeout_isAtThePosition() {
    PropagatingForkJoinPool ours = (PropagatingForkJoinPool) pool;
    ScheduledExecutorService scheduler = (ScheduledExecutorService) (Object) pool;
    CompletableFuture<Entity> periodic = new CompletableFuture<>();

    request("request", () -> {
      assertThat(get(ours.submitWithTimeout(() -> unit("timed", 1), 1, TimeUnit.HOURS, null)))
          .isEqualTo(1);
      scheduler.scheduleWithFixedDelay(
          () -> periodic.complete(recorder.getTraceEntity()), 0, 1, TimeUnit.MILLISECONDS);
      get(scheduler.schedule(() -> unit("runnable"), 0, TimeUnit.MILLISECONDS));
      assertThat(periodic.join()).isNull();
    });

    assertThat(below("request")).containsExactly("timed", "runnable");
  }

  /** Methods that newer versions of Java have: ours are there in all. */
  @Test
  void newerWaysToSubmit_areAtThePosition() {
    PropagatingForkJoinPool ours = (PropagatingForkJoinPool) pool;

    request("request", () -> {
      ours.lazySubmit(ForkJoinTask.adapt(() -> unit("lazy"))).join();
      ours.externalSubmit(ForkJoinTask.adapt(() -> unit("external"))).join();
      List<Callable<Integer>> tasks = List.of(() -> unit("all", 1));
      assertThat(ours.invokeAllUninterruptibly(tasks)).hasSize(1).allMatch(Future::isDone);
    });

    assertThat(below("request")).containsExactly("lazy", "external", "all");
  }

  @Test
  void monitoring_tellsOfThreadsAndSubmissions() throws Exception {
    ForkJoinPool one = ending(XrayExecutors.newForkJoinPool(1));
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    one.execute(() -> {
      started.countDown();
      awaitOthers(go);
    });
    Future<?> waiting = one.submit(() -> {});
    started.await();

    assertThat(one.getPoolSize()).isEqualTo(1);
    assertThat(one.getActiveThreadCount()).isEqualTo(1);
    assertThat(one.getRunningThreadCount()).isEqualTo(1);
    assertThat(one.hasQueuedSubmissions()).isTrue();
    assertThat(one.getQueuedSubmissionCount()).isEqualTo(1);
    assertThat(one.getQueuedTaskCount()).isZero();
    assertThat(one.isQuiescent()).isFalse();
    assertThat(one.awaitQuiescence(1, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(one).asString().contains("parallelism = 1, threads = 1, active = 1");
    go.countDown();
    waiting.get();

    assertThat(one.awaitQuiescence(10, TimeUnit.SECONDS)).isTrue();
    assertThat(one.getActiveThreadCount()).isZero();
    assertThat(one.hasQueuedSubmissions()).isFalse();
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get(10, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private static void awaitOthers(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private static void awaitOthers(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }
}
