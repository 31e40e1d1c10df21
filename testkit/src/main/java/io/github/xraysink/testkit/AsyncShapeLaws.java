// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * The shapes that asynchronous work takes, each of which must give the right trace: extend, and
 * name the context.
 *
 * <p>After each test its pools are asked: no thread may have kept a position.
 */
public abstract class AsyncShapeLaws extends LawsBase {

  /** For subclasses. */
  protected AsyncShapeLaws() {}

  private void unit(String name) {
    contextUnderTest().inSubsegment(recorder(), name, () -> {});
  }

  private <T> CompletableFuture<T> supply(Supplier<T> work, ExecutorService pool) {
    return contextUnderTest().supplyAsync(recorder(), work, pool);
  }

  /** No thread of the pool has kept a position. */
  private void assertClean(ExecutorService pool, int threads) {
    CountDownLatch allBusy = new CountDownLatch(threads);
    List<Future<Entity>> positions = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      positions.add(pool.submit(() -> {
        allBusy.countDown();
        await(allBusy);
        return current();
      }));
    }
    positions.forEach(position -> assertThat(join(position)).isNull());
  }

  @Test
  @Checks(value = Law.SIBLINGS, when = "fan-out and join")
  void fanOutAndJoin_givesSiblings() throws Exception {
    ExecutorService pool = pool(4);
    recorder().beginSegment("request");
    List<Callable<String>> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "part-" + i;
      tasks.add(() -> {
        unit(name);
        return name;
      });
    }

    List<String> results = new ArrayList<>();
    propagating(pool).invokeAll(tasks).forEach(part -> results.add(join(part)));
    unit("joined");
    recorder().endSegment();

    assertThat(results).containsExactly("part-0", "part-1", "part-2", "part-3");
    assertTraces().sentEachEntityOnce().hasOnlyValidDocuments();
    assertTraces().entity("request").hasChildren("part-0", "part-1", "part-2", "part-3", "joined");
    assertClean(pool, 4);
  }

  @Test
  @Checks(value = Law.POSITION, when = "a chain of stages")
  void chain_keepsThePositionInEachStage() {
    ExecutorService pool = pool(2);
    recorder().beginSegment("request");
    recorder().beginSubsegment("position");

    CompletableFuture<String> chain = supply(() -> named("first"), pool)
        .thenApplyAsync(before -> before + named("second"), pool)
        .thenCompose(before -> supply(() -> before + named("third"), pool))
        .thenApply(before -> before + named("fourth"));
    assertThat(join(chain)).isEqualTo("firstsecondthirdfourth");
    recorder().endSubsegment();
    recorder().endSegment();

    assertTraces().sentEachEntityOnce().hasEntities(6);
    assertTraces().entity("position").hasChildren("first", "second", "third", "fourth");
    assertClean(pool, 2);
  }

  private String named(String name) {
    unit(name);
    return name;
  }

  @Test
  @Checks(value = Law.POSITION, when = "a callback on a thread that is not ours")
  void callbackOnAForeignThread_hasThePositionOfItsRegistration() {
    ExecutorService foreign = pool(1);
    CompletableFuture<String> answer = new CompletableFuture<>();
    recorder().beginSegment("request");
    recorder().beginSubsegment("position");
    CompletableFuture<Void> handled =
        contextUnderTest().propagating(recorder(), answer).thenAccept(value -> unit("callback"));
    recorder().endSubsegment();

    on(foreign, () -> answer.complete("answer"));
    join(handled);
    recorder().endSegment();

    assertTraces().sentEachEntityOnce().entity("callback").isChildOf("position");
    assertClean(foreign, 1);
  }

  @Test
  @Checks(value = Law.POSITION, when = "one future awaited by two requests")
  void sharedFuture_givesEachRequestItsOwnPosition() {
    ExecutorService loader = pool(1);
    ExecutorService requests = pool(2);
    CompletableFuture<String> shared = new CompletableFuture<>();
    CompletableFuture<String> carrying = contextUnderTest().propagating(recorder(), shared);
    CompletableFuture<Void> first = on(requests, () -> waitingRequest("first", carrying));
    CompletableFuture<Void> second = on(requests, () -> waitingRequest("second", carrying));

    on(loader, () -> shared.complete("loaded"));
    join(first);
    join(second);

    assertTraces().hasTraces(2).hasEntities(4).sentEachEntityOnce();
    assertTraces().entity("after first").isChildOf("first");
    assertTraces().entity("after second").isChildOf("second");
    assertClean(loader, 1);
  }

  private CompletableFuture<Void> waitingRequest(String name, CompletableFuture<String> shared) {
    Segment segment = recorder().beginSegment(name);
    CompletableFuture<Void> done = shared.thenAccept(value -> unit("after " + name));
    recorder().endSegment();
    assertThat(segment.isInProgress()).isFalse();
    return done;
  }

  @Test
  @Checks(value = Law.LATE_WORK, when = "an actor with a mailbox")
  void actor_handlesEachMessageAtItsSender() {
    ExecutorService actor = pool(1);
    BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    for (String sender : List.of("a", "b", "c")) {
      recorder().beginSegment(sender);
      mailbox.add(wrap(() -> unit("message of " + sender)));
      recorder().endSegment();
    }
    on(actor, () -> drain(mailbox, 3));

    assertTraces().hasTraces(3).hasEntities(6).sentEachEntityOnce();
    for (String sender : List.of("a", "b", "c")) {
      assertTraces().entity("message of " + sender).isChildOf(sender);
    }
    assertClean(actor, 1);
  }

  private static void drain(BlockingQueue<Runnable> mailbox, int messages) {
    for (int i = 0; i < messages; i++) {
      try {
        Runnable message = mailbox.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        message.run();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Test
  @Checks(value = Law.LATE_WORK, when = "a listener registered per request")
  void listenerPerRequest_hearsAtItsRequest() {
    List<Runnable> listeners = new ArrayList<>();
    for (String request : List.of("one", "two")) {
      recorder().beginSegment(request);
      listeners.add(wrap(() -> unit("event of " + request)));
      listeners.add(wrap(() -> unit("second event of " + request)));
      recorder().endSegment();
    }
    ExecutorService events = pool(1);

    on(events, () -> listeners.forEach(Runnable::run));

    assertTraces().hasTraces(2).hasEntities(6).sentEachEntityOnce();
    assertTraces().entity("one").hasChildren("event of one", "second event of one");
    assertTraces().entity("two").hasChildren("event of two", "second event of two");
    assertClean(events, 1);
  }

  @Test
  @Checks(value = Law.LATE_WORK, when = "fire and forget that outlives the request")
  void fireAndForget_isRecordedBelowTheRequest() {
    ExecutorService pool = pool(1);
    CountDownLatch answered = new CountDownLatch(1);
    recorder().beginSegment("request");
    Future<?> forgotten = propagating(pool).submit(() -> {
      await(answered);
      unit("audit");
      unit("mail");
    });
    recorder().endSegment();
    assertTraces().hasSegments("request").hasEntities(1);

    answered.countDown();
    join(forgotten);

    assertTraces().hasEntities(3).sentEachEntityOnce().hasOnlyValidDocuments();
    assertTraces().entity("request").hasChildren("audit", "mail");
    assertClean(pool, 1);
  }

  @Test
  @Checks(value = Law.POSITION, when = "producers and consumers around a queue")
  void queue_consumesAtTheProducersPosition() {
    BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    ExecutorService consumers = pool(2);
    ExecutorService producers = pool(2);
    List<Future<?>> work = new ArrayList<>();
    work.add(consumers.submit(() -> drain(queue, 10)));
    work.add(consumers.submit(() -> drain(queue, 10)));
    for (String producer : List.of("left", "right")) {
      work.add(producers.submit(() -> produce(queue, producer)));
    }
    work.forEach(LawsBase::join);

    assertTraces().hasTraces(2).hasEntities(22).sentEachEntityOnce();
    assertThat(traces().entity("left").childNames()).hasSize(10).containsOnly("item of left");
    assertThat(traces().entity("right").childNames()).hasSize(10).containsOnly("item of right");
    assertClean(consumers, 2);
  }

  private void produce(BlockingQueue<Runnable> queue, String producer) {
    CountDownLatch consumed = new CountDownLatch(10);
    recorder().beginSegment(producer);
    for (int i = 0; i < 10; i++) {
      queue.add(wrap(() -> {
        unit("item of " + producer);
        consumed.countDown();
      }));
    }
    await(consumed);
    recorder().endSegment();
  }

  @Test
  @Checks(value = Law.SIBLINGS, when = "an operation retried on other threads")
  void retry_givesOneChildPerAttempt() {
    ExecutorService pool = pool(2);
    AtomicInteger attempts = new AtomicInteger();
    recorder().beginSegment("request");
    recorder().beginSubsegment("operation");

    String result = join(attempt(pool, attempts));
    recorder().endSubsegment();
    recorder().endSegment();

    assertThat(result).isEqualTo("attempt 3");
    assertTraces().sentEachEntityOnce();
    assertTraces().entity("operation").hasChildren("attempt-1", "attempt-2", "attempt-3");
    assertTraces().entity("attempt-1").hasFault();
    assertTraces().entity("attempt-3").hasNoFault();
    assertClean(pool, 2);
  }

  private CompletableFuture<String> attempt(ExecutorService pool, AtomicInteger attempts) {
    return supply(() -> attemptOnce(attempts.incrementAndGet()), pool)
        .exceptionallyCompose(failure -> attempt(pool, attempts));
  }

  private String attemptOnce(int number) {
    contextUnderTest().inSubsegment(recorder(), "attempt-" + number, () -> {
      if (number < 3) {
        throw new IllegalStateException("attempt " + number);
      }
    });
    return "attempt " + number;
  }

  @Test
  @Checks(value = Law.SIBLINGS, when = "a call that runs into its timeout, and work meanwhile")
  void timeout_endsTheUnitAndNothingElse() {
    recorder().beginSegment("request");
    CompletableFuture<String> never = new CompletableFuture<>();
    CompletableFuture<String> limited = contextUnderTest()
        .callAsync(recorder(), "slow call", () -> never.orTimeout(20, TimeUnit.MILLISECONDS));
    unit("meanwhile");

    assertThatThrownBy(limited::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    recorder().endSegment();

    traces().await(3);
    assertTraces().sentEachEntityOnce();
    assertTraces().entity("slow call").hasFault().isChildOf("request");
    assertTraces().entity("meanwhile").isSiblingOf("slow call").hasNoFault();
  }

  @Test
  @Checks(value = Law.ENDS_ITSELF, when = "a task cancelled before it ran, and one while it runs")
  void cancel_reachesTheTaskAndLeavesNothingBehind() {
    ExecutorService pool = pool(1);
    ExecutorService carrying = propagating(pool);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    recorder().beginSegment("request");
    Future<?> running = carrying.submit(() -> contextUnderTest()
        .inSubsegment(recorder(), "cancelled", () -> sleepUntilInterrupted(started, interrupted)));
    Future<?> waiting = carrying.submit(() -> unit("never"));

    await(started);
    assertThat(waiting.cancel(true)).isTrue();
    assertThat(running.cancel(true)).isTrue();
    await(interrupted);
    on(pool, () -> {});
    recorder().endSegment();

    assertThat(running.isCancelled() && waiting.isCancelled()).isTrue();
    assertTraces().hasSubsegments("cancelled").sentEachEntityOnce();
    assertClean(pool, 1);
  }

  private static void sleepUntilInterrupted(CountDownLatch started, CountDownLatch interrupted) {
    started.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException expected) {
      interrupted.countDown();
    }
  }

  @Test
  @Checks(value = Law.PERIODIC, when = "a delayed task, and a heartbeat begun in the same request")
  void scheduled_onceInheritsAndPeriodicDoesNot() {
    CountDownLatch beats = new CountDownLatch(3);
    recorder().beginSegment("request");
    Future<?> once = contextUnderTest()
        .schedule(recorder(), scheduler(), () -> unit("reminder"), Duration.ofMillis(5));
    Future<?> heartbeat = contextUnderTest()
        .every(
            recorder(),
            scheduler(),
            () -> {
              unit("heartbeat");
              beats.countDown();
            },
            Duration.ofMillis(1));
    join(once);
    await(beats);
    heartbeat.cancel(false);
    recorder().endSegment();

    assertTraces().hasNoEntity("heartbeat").sentEachEntityOnce();
    assertTraces().entity("request").hasChildren("reminder");
  }

  @Test
  @Checks(value = Law.SIBLINGS, when = "a work-stealing pool")
  void workStealing_keepsEachTasksPosition() {
    ExecutorService stealing = ended(Executors.newWorkStealingPool(4));
    ExecutorService carrying = propagating(stealing);
    recorder().beginSegment("request");
    recorder().beginSubsegment("left");
    List<Future<?>> tasks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      tasks.add(carrying.submit(() -> unit("of left")));
    }
    recorder().endSubsegment();
    recorder().beginSubsegment("right");
    for (int i = 0; i < 20; i++) {
      tasks.add(carrying.submit(() -> unit("of right")));
    }
    tasks.forEach(LawsBase::join);
    recorder().endSubsegment();
    recorder().endSegment();

    assertTraces().hasEntities(43).sentEachEntityOnce();
    assertThat(traces().entity("left").childNames()).hasSize(20).containsOnly("of left");
    assertThat(traces().entity("right").childNames()).hasSize(20).containsOnly("of right");
    assertTraces().entity("right").isSiblingOf("left");
  }

  @Test
  @Checks(value = Law.POSITION, when = "tasks of one pool that submit to another")
  void nestedPools_buildATree() {
    ExecutorService outerPool = pool(2);
    ExecutorService innerPool = pool(2);
    ExecutorService outer = propagating(outerPool);
    ExecutorService inner = propagating(innerPool);
    recorder().beginSegment("request");
    List<Future<?>> tasks = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      tasks.add(outer.submit(() -> contextUnderTest()
          .inSubsegment(recorder(), name, () -> join(inner.submit(() -> unit("below " + name))))));
    }
    tasks.forEach(LawsBase::join);
    recorder().endSegment();

    assertTraces().hasEntities(5).sentEachEntityOnce();
    assertTraces().entity("request").hasChildren("a", "b");
    assertTraces().entity("a").hasChildren("below a");
    assertTraces().entity("b").hasChildren("below b");
    assertClean(outerPool, 2);
    assertClean(innerPool, 2);
  }

  @Test
  @Checks(value = Law.LATE_WORK, when = "a task that submits the next one to its own pool")
  void samePoolResubmission_hangsBelowTheSubmitter() {
    ExecutorService pool = pool(1);
    ExecutorService carrying = propagating(pool);
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(3);
    recorder().beginSegment("request");

    carrying.execute(() -> {
      await(answered);
      step(carrying, 1, done);
    });
    recorder().endSegment();
    answered.countDown();
    await(done);

    traces().await(4);
    assertTraces().hasOneTrace().hasEntities(4).sentEachEntityOnce();
    assertTraces().entity("step-1").isChildOf("request");
    assertTraces().entity("step-2").isChildOf("step-1");
    assertTraces().entity("step-3").isChildOf("step-2");
    assertClean(pool, 1);
  }

  private void step(ExecutorService pool, int number, CountDownLatch done) {
    contextUnderTest().inSubsegment(recorder(), "step-" + number, () -> {
      if (number < 3) {
        pool.execute(() -> step(pool, number + 1, done));
      }
    });
    done.countDown();
  }
}
