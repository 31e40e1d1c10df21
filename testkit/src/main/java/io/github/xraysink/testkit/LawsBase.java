// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What the laws have in common: a recorder per test, threads that end with it, and patience with an
 * end.
 */
@Timeout(60)
abstract class LawsBase {

  static final long PATIENCE_SECONDS = 20;

  CapturingEmitter emitter = new CapturingEmitter();
  private final List<ContextUnderTest.RecorderUnderTest> recorders = new ArrayList<>();
  private final List<ExecutorService> pools = new ArrayList<>();
  private ContextUnderTest.@Nullable RecorderUnderTest main;

  /** The context whose laws are checked. */
  protected abstract ContextUnderTest contextUnderTest();

  @BeforeEach
  final void buildRecorder() {
    main = build(RecorderParts.of(emitter));
  }

  /** Ends the threads of the test, closes its recorders, and leaves nothing on the thread. */
  @AfterEach
  final void clearUp() throws InterruptedException {
    for (ExecutorService pool : pools) {
      pool.shutdownNow();
    }
    for (ExecutorService pool : pools) {
      assertThat(pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    recorders.forEach(recorder -> recorder.recorder().clearTraceEntity());
    recorders.forEach(ContextUnderTest.RecorderUnderTest::close);
  }

  // --- recorders ---

  final ContextUnderTest.RecorderUnderTest build(RecorderParts parts) {
    ContextUnderTest.RecorderUnderTest built = contextUnderTest().recorder(parts);
    recorders.add(built);
    return built;
  }

  /** Builds the recorder that the test uses from now on. */
  final AWSXRayRecorder use(RecorderParts parts) {
    main = build(parts);
    return main.recorder();
  }

  final AWSXRayRecorder recorder() {
    return main().recorder();
  }

  final ContextUnderTest.RecorderUnderTest main() {
    if (main == null) {
      throw new IllegalStateException("no recorder: the test has not begun");
    }
    return main;
  }

  final CapturedTraces traces() {
    return emitter.traces();
  }

  final TraceAssert assertTraces() {
    return XrayAssertions.assertThat(traces());
  }

  final @Nullable Entity current() {
    return recorder().getTraceEntity();
  }

  final void moveTo(@Nullable Entity entity) {
    moveTo(recorder(), entity);
  }

  /** Says where the thread is, as the SDK's users do. */
  @SuppressWarnings("deprecation") // there is no other way to say it
  static void moveTo(AWSXRayRecorder recorder, @Nullable Entity entity) {
    recorder.setTraceEntity(entity);
  }

  /** Skips the test if the context cannot do that by design. */
  final void needs(Ability ability) {
    Assumptions.assumeTrue(
        contextUnderTest().abilities().contains(ability),
        () -> contextUnderTest().name() + " cannot: " + ability.text());
  }

  // --- handing over ---

  final Runnable wrap(Runnable task) {
    return contextUnderTest().wrap(recorder(), task);
  }

  final ExecutorService propagating(ExecutorService pool) {
    return contextUnderTest().propagating(this::recorder, pool);
  }

  // --- threads ---

  final ExecutorService pool(int threads) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    pools.add(pool);
    return pool;
  }

  final ScheduledExecutorService scheduler() {
    ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
    pools.add(pool);
    return pool;
  }

  final <P extends ExecutorService> P ended(P pool) {
    pools.add(pool);
    return pool;
  }

  /** Runs {@code task} on {@code pool} as it is, and waits for its end. */
  static void on(ExecutorService pool, Runnable task) {
    join(pool.submit(task));
  }

  static <T extends @Nullable Object> T on(ExecutorService pool, Callable<T> task) {
    return join(pool.submit(task));
  }

  /** Waits for the result; an error of the test's own comes out as it is. */
  static <T extends @Nullable Object> T join(Future<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Error error) {
        throw error;
      }
      throw new AssertionError("A task failed", failed.getCause());
    } catch (InterruptedException | TimeoutException late) {
      throw new AssertionError("A task did not end", late);
    }
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("Waited too long for another thread");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  static void await(CyclicBarrier barrier) {
    try {
      barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException late) {
      throw new AssertionError("Waited too long for other threads", late);
    }
  }

  /** Throws anything, as code compiled without checked exceptions can. */
  @SuppressWarnings("unchecked") // that is the trick
  static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
