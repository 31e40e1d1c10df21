// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Row 6: tasks handed to a pool, from inside a sampled root. */
@State(Scope.Thread)
public class ExecutorBench {

  static final int TASKS = 1_000;

  /** What runs the tasks. */
  public enum Pool {
    FIXED("pool", "pool of 4"),
    FORK_JOIN("fork-join", "ForkJoinPool of 4"),
    VIRTUAL("virtual", "virtual threads");

    private final String id;
    private final String title;

    Pool(String id, String title) {
      this.id = id;
      this.title = title;
    }

    String id() {
      return id;
    }

    String title() {
      return title;
    }

    /** Those this JDK has. */
    static List<Pool> available() {
      List<Pool> pools = new ArrayList<>(List.of(FIXED, FORK_JOIN));
      if (Runtime.version().feature() >= 21) {
        pools.add(VIRTUAL);
      }
      return pools;
    }

    ExecutorService open() {
      return switch (this) {
        case FIXED -> Executors.newFixedThreadPool(4);
        case FORK_JOIN -> new ForkJoinPool(4);
        case VIRTUAL -> virtual();
      };
    }

    private static ExecutorService virtual() {
      try {
        return (ExecutorService) MethodHandles.publicLookup()
            .findStatic(
                Executors.class,
                "newVirtualThreadPerTaskExecutor",
                MethodType.methodType(ExecutorService.class))
            .invoke();
      } catch (Throwable e) {
        throw new IllegalStateException("no virtual threads here", e);
      }
    }
  }

  @Param
  Library library;

  @Param
  Pool pool;

  private Contender contender;
  private ExecutorService executor;

  /** Opens the pool, inside a root. */
  @Setup
  public void open() {
    contender = library.discarding();
    executor = contender.propagating(pool.open());
    contender.enter(Situation.SAMPLED);
  }

  /** Ends root and pool. */
  @TearDown
  public void close() {
    executor.shutdown();
    contender.leave();
    contender.close();
  }

  /** One task, waited for. */
  @Benchmark
  public Object thereAndBack() throws ExecutionException, InterruptedException {
    return executor.submit(() -> "done").get();
  }

  /** A thousand tasks, waited for together. */
  @Benchmark
  public void thousand() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(TASKS);
    for (int i = 0; i < TASKS; i++) {
      executor.execute(done::countDown);
    }
    done.await();
  }
}
