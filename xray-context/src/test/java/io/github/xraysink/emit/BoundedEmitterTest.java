// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.entities.SegmentImpl;
import com.amazonaws.xray.entities.SubsegmentImpl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BoundedEmitterTest {

  private static final Duration LONG = Duration.ofSeconds(10);

  private final RecordingTransport transport = new RecordingTransport();
  private final CountDownLatch release = new CountDownLatch(1);
  private BoundedEmitter emitter = BoundedEmitter.builder().transport(transport).build();

  @AfterEach
  void close() {
    release.countDown();
    emitter.close(Duration.ZERO);
  }

  @Test
  void tree_isSentOnTheEmittersThread() {
    emitter.accept(tree(3));

    assertThat(emitter.flush(LONG)).isTrue();
    assertThat(transport.sent).hasSize(1);
    TraceDocument document = transport.sent.get(0);
    assertThat(document.entityCount()).isEqualTo(4);
    assertThat(document.segment()).isTrue();
    assertThat(document.traceId()).isEqualTo(TestEntity.TRACE_ID);
    assertThat(transport.threads.get(0).getName()).isEqualTo("xraysink-emitter");
    assertThat(transport.threads.get(0).isDaemon()).isTrue();
    assertStats(4, 4, Map.of());
    assertThat(emitter.stats().documentsSent()).isEqualTo(1);
    assertThat(emitter.stats().bytesSent()).isEqualTo(document.json().length);
    assertThat(emitter.lastError()).isEmpty();
  }

  @Test
  void emitterNeverUsed_startsNoThread() {
    AtomicInteger made = new AtomicInteger();
    rebuild(BoundedEmitter.builder().threads(work -> {
      made.incrementAndGet();
      return new Thread(work);
    }));

    emitter.close();

    assertThat(made).hasValue(0);
    assertThat(transport.closed).hasValue(1);
  }

  /** Who sees a thread that is about to start must not start a second one. */
  @Test
  void firstEntitiesFromManyThreads_startOneThread() throws Exception {
    int rounds = 300;
    int callers = 4;
    for (int round = 0; round < rounds; round++) {
      AtomicInteger made = new AtomicInteger();
      RecordingTransport sink = new RecordingTransport();
      CyclicBarrier together = new CyclicBarrier(callers);
      try (BoundedEmitter shared = BoundedEmitter.builder()
          .transport(sink)
          .threads(work -> {
            made.incrementAndGet();
            return new LateStartingThread(work);
          })
          .build()) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
          Thread thread = new Thread(() -> {
            try {
              together.await(10, TimeUnit.SECONDS);
            } catch (Exception late) {
              throw new IllegalStateException(late);
            }
            for (int j = 0; j < 50; j++) {
              shared.accept(tree(0));
            }
          });
          threads.add(thread);
          thread.start();
        }
        for (Thread thread : threads) {
          thread.join();
        }
        assertThat(shared.flush(LONG)).isTrue();
        assertThat(made).as("threads in round " + round).hasValue(1);
        assertThat(shared.stats().entitiesSent()).isEqualTo(50L * callers);
      }
    }
  }

  /** Lets others run when it has been made known and not yet started. */
  private static final class LateStartingThread extends Thread {
    LateStartingThread(Runnable work) {
      super(work);
      setDaemon(true);
    }

    @Override
    public void start() {
      Thread.yield();
      super.start();
    }
  }

  @Test
  void sameSegmentAgain_isRefusedAndCounted() {
    HandoverSegment segment = new HandoverSegment(tree(1));

    assertThat(emitter.sendSegment(segment)).isTrue();
    assertThat(emitter.sendSegment(segment)).isFalse();

    emitter.flush(LONG);
    assertThat(transport.sent).hasSize(1);
    assertStats(2, 2, Map.of(DropReason.DUPLICATE, 1L));
  }

  @Test
  void inProgressDocument_countsAsNoEntity() {
    TestEntity open = TestEntity.segment("open", 1).open();
    TestEntity withChild =
        TestEntity.segment("open", 2).open().with(TestEntity.subsegment("done", 3));

    emitter.accept(open);
    emitter.accept(withChild);

    emitter.flush(LONG);
    assertStats(1, 1, Map.of());
    assertThat(emitter.stats().documentsSent()).isEqualTo(2);
  }

  @Test
  void sdkEntity_writesItselfOnTheCallersThread() {
    Thread[] writer = new Thread[1];
    SegmentImpl segment = new SegmentImpl(HandoverSegment.RECORDER, "theirs") {
      @Override
      public String serialize() {
        writer[0] = Thread.currentThread();
        return super.serialize();
      }
    };
    child(segment, "inner").end();
    segment.end();

    assertThat(emitter.sendSegment(segment)).isTrue();

    emitter.flush(LONG);
    assertThat(writer[0]).isSameAs(Thread.currentThread());
    TraceDocument document = transport.sent.get(0);
    assertThat(new String(document.json(), StandardCharsets.UTF_8)).isEqualTo(segment.serialize());
    assertThat(document.id()).isEqualTo(segment.getId());
    assertThat(document.root().children()).hasSize(1);
    assertThat(document.root().startMicros()).isEqualTo(Math.round(segment.getStartTime() * 1e6));
    assertStats(2, 2, Map.of());
  }

  @Test
  void sdkSubsegmentTooLarge_isSplitAndTrimmed() {
    SegmentImpl segment = new SegmentImpl(HandoverSegment.RECORDER, "theirs");
    SubsegmentImpl subsegment = child(segment, "huge");
    subsegment.putMetadata("huge", "x".repeat(70_000));
    for (int i = 0; i < 4; i++) {
      SubsegmentImpl below = new SubsegmentImpl(HandoverSegment.RECORDER, "below" + i, segment);
      below.setParent(subsegment);
      below.putMetadata("text", "y".repeat(30_000));
      subsegment.addSubsegment(below);
      below.end();
    }
    subsegment.end();

    assertThat(emitter.sendSubsegment(subsegment)).isTrue();

    emitter.flush(LONG);
    transport.sent.forEach(document -> Schemas.valid(document.json()));
    assertStats(5, 5, Map.of());
    assertThat(emitter.stats().documentsSplit()).isEqualTo(1);
    assertThat(emitter.stats().documentsTrimmed()).isEqualTo(1);
  }

  @Test
  void sdkEntityThatCannotWriteItself_isCountedAndThrowsNothing() {
    SegmentImpl throwing = new SegmentImpl(HandoverSegment.RECORDER, "theirs") {
      @Override
      public String serialize() {
        throw new IllegalStateException("cannot");
      }
    };
    SegmentImpl empty = new SegmentImpl(HandoverSegment.RECORDER, "theirs");
    empty.putMetadata("throwing", new Hostile.Throwing());
    throwing.end();
    empty.end();

    assertThat(emitter.sendSegment(throwing)).isFalse();
    assertThat(emitter.sendSegment(empty)).isFalse();

    assertThat(emitter.flush(LONG)).isTrue();
    assertThat(transport.sent).isEmpty();
    assertStats(2, 0, Map.of(DropReason.UNWRITABLE, 2L));
  }

  @Test
  void fullQueue_dropsTheNewest() {
    rebuild(BoundedEmitter.builder().queueCapacity(10));
    blockSender();

    List<Boolean> accepted = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      accepted.add(emitter.accept(TestEntity.segment("s" + i, i + 2)));
    }

    // One of the ten is being sent.
    assertThat(accepted.stream().filter(yes -> yes)).hasSize(9);
    assertThat(emitter.stats().queued()).isEqualTo(10);
    release.countDown();
    emitter.flush(LONG);
    assertThat(names())
        .containsExactly("blocker", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8");
    assertStats(16, 10, Map.of(DropReason.QUEUE_FULL, 6L));
  }

  @Test
  void fullQueue_dropsTheOldestIfTold() {
    rebuild(BoundedEmitter.builder().queueCapacity(10).overflow(OverflowPolicy.DROP_OLDEST));
    blockSender();

    for (int i = 0; i < 15; i++) {
      assertThat(emitter.accept(TestEntity.segment("s" + i, i + 2))).isTrue();
    }

    release.countDown();
    emitter.flush(LONG);
    assertThat(names())
        .containsExactly("blocker", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14");
    assertStats(16, 10, Map.of(DropReason.QUEUE_FULL, 6L));
  }

  @Test
  void flushWhileTheOldestAreDropped_stillReturns() throws Exception {
    rebuild(BoundedEmitter.builder().queueCapacity(3).overflow(OverflowPolicy.DROP_OLDEST));
    blockSender();
    Thread flusher = new Thread(() -> emitter.flush(LONG));
    flusher.start();
    await().until(() -> flusher.getState() == Thread.State.TIMED_WAITING);

    for (int i = 0; i < 10; i++) {
      emitter.accept(TestEntity.segment("s" + i, i + 2));
    }
    release.countDown();

    flusher.join(LONG.toMillis());
    assertThat(flusher.isAlive()).isFalse();
    emitter.flush(LONG);
    assertStats(11, 3, Map.of(DropReason.QUEUE_FULL, 8L));
  }

  @Test
  void treeLargerThanTheQueue_isTakenWhenNothingElseIsHeld() {
    rebuild(BoundedEmitter.builder().queueCapacity(5));

    assertThat(emitter.accept(tree(50))).isTrue();

    emitter.flush(LONG);
    assertStats(51, 51, Map.of());
  }

  @Test
  void inProgressDocuments_doNotPileUp() {
    rebuild(BoundedEmitter.builder().queueCapacity(5));
    blockSender();

    int accepted = 0;
    for (int i = 0; i < 20; i++) {
      accepted += emitter.accept(TestEntity.segment("open", i + 2).open()) ? 1 : 0;
    }

    assertThat(accepted).isEqualTo(5);
    release.countDown();
    emitter.flush(LONG);
    assertThat(emitter.accept(TestEntity.segment("open", 99).open())).isTrue();
  }

  @Test
  void rejectedDocument_isCountedWithItsReason() {
    transport.answer = batch -> RecordingTransport.all(batch, new Outcome.Rejected("not allowed"));

    emitter.accept(tree(2));

    emitter.flush(LONG);
    assertStats(3, 0, Map.of(DropReason.REJECTED, 3L));
    assertThat(emitter.lastError()).contains("rejected: not allowed");
  }

  @Test
  void retry_isOfferedAgainUntilItIsSent() {
    AtomicInteger left = new AtomicInteger(2);
    transport.answer = batch -> left.getAndDecrement() > 0
        ? RecordingTransport.all(batch, new Outcome.Retry("not now"))
        : RecordingTransport.allSent(batch);

    emitter.accept(tree(2));

    assertThat(emitter.flush(LONG)).isTrue();
    assertThat(transport.calls).hasValue(3);
    assertStats(3, 3, Map.of());
  }

  @Test
  void retryWithoutEnd_isGivenUp() {
    transport.answer = batch -> RecordingTransport.all(batch, new Outcome.Retry("never"));

    emitter.accept(tree(2));

    assertThat(emitter.flush(LONG)).isTrue();
    assertThat(transport.calls).hasValue(Sender.ATTEMPTS);
    assertStats(3, 0, Map.of(DropReason.SEND_FAILED, 3L));
  }

  @Test
  void batchNotFull_waitsForTheFlushInterval() {
    RecordingTransport patient = new RecordingTransport(3);
    patient.flushInterval = Duration.ofMillis(300);
    try (BoundedEmitter waiting = BoundedEmitter.builder().transport(patient).build()) {
      long start = System.nanoTime();
      waiting.accept(tree(0));
      waiting.accept(tree(0));

      await().until(() -> patient.sent.size() == 2);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(patient.flushInterval);
      assertThat(patient.calls).hasValue(1);
    }
  }

  @Test
  void batchFullOrFlushedOrClosed_doesNotWaitForTheFlushInterval() {
    RecordingTransport patient = new RecordingTransport(3);
    patient.flushInterval = Duration.ofDays(1);
    BoundedEmitter waiting = BoundedEmitter.builder().transport(patient).build();

    for (int i = 0; i < 3; i++) {
      waiting.accept(tree(0));
    }
    await().until(() -> patient.sent.size() == 3);
    waiting.accept(tree(0));
    assertThat(waiting.flush(LONG)).isTrue();
    assertThat(patient.sent).hasSize(4);
    waiting.accept(tree(0));
    waiting.close(LONG);

    assertThat(patient.sent).hasSize(5);
    assertThat(waiting.stats().entitiesSent()).isEqualTo(5);
  }

  @Test
  void flushIntervalThatThrows_isNone() {
    RecordingTransport broken = new RecordingTransport(3);
    broken.flushInterval = null;
    try (BoundedEmitter hasty = BoundedEmitter.builder().transport(broken).build()) {
      hasty.accept(tree(0));

      await().until(() -> broken.sent.size() == 1);
    }
  }

  @Test
  void failed_isGivenUpAtOnce() {
    transport.answer = batch -> RecordingTransport.all(batch, new Outcome.Failed("tried it all"));

    emitter.accept(tree(2));

    assertThat(emitter.flush(LONG)).isTrue();
    assertThat(transport.calls).hasValue(1);
    assertStats(3, 0, Map.of(DropReason.SEND_FAILED, 3L));
    assertThat(emitter.lastError()).contains("tried it all");
  }

  @Test
  void sendThrows_isCountedAndTheNextOneSent() {
    AtomicInteger calls = new AtomicInteger();
    transport.answer = batch -> {
      if (calls.getAndIncrement() == 0) {
        throw new AssertionError("a bug in the transport");
      }
      return RecordingTransport.allSent(batch);
    };

    emitter.accept(tree(1));
    emitter.accept(tree(1));

    emitter.flush(LONG);
    assertStats(4, 2, Map.of(DropReason.SEND_FAILED, 2L));
    assertThat(emitter.lastError()).contains("the transport threw java.lang.AssertionError");
  }

  @Test
  void answerTooShortOrMissing_isAFailure() {
    transport.answer = batch -> null;
    emitter.accept(tree(0));
    emitter.flush(LONG);
    transport.answer = batch -> List.of();
    emitter.accept(tree(0));

    emitter.flush(LONG);
    assertStats(2, 0, Map.of(DropReason.SEND_FAILED, 2L));
  }

  @Test
  void batches_areFilledUpToWhatTheTransportTakes() {
    RecordingTransport batching = new RecordingTransport(4);
    List<Integer> sizes = new ArrayList<>();
    CountDownLatch first = new CountDownLatch(1);
    batching.answer = batch -> {
      sizes.add(batch.size());
      awaitQuietly(first);
      return RecordingTransport.allSent(batch);
    };
    try (BoundedEmitter batched = BoundedEmitter.builder().transport(batching).build()) {
      batched.accept(tree(0));
      await().until(() -> sizes.size() == 1);
      for (int i = 0; i < 6; i++) {
        batched.accept(tree(0));
      }
      first.countDown();
      batched.flush(LONG);

      assertThat(sizes).containsExactly(1, 4, 2);
    }
  }

  @Test
  void threadDies_andComesBack() {
    List<Thread> made = new ArrayList<>();
    rebuild(BoundedEmitter.builder().threads(work -> {
      Runnable first = () -> {
        throw new ThreadDeath();
      };
      Thread thread = new Thread(made.isEmpty() ? first : work);
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler((died, error) -> {});
      made.add(thread);
      return thread;
    }));

    emitter.accept(tree(1));
    await().until(() -> !made.get(0).isAlive());
    emitter.accept(tree(1));

    await().untilAsserted(() -> assertStats(4, 4, Map.of()));
    assertThat(made).hasSize(2);
  }

  @Test
  void threadCannotBeStarted_thenItCan() {
    AtomicInteger attempts = new AtomicInteger();
    rebuild(BoundedEmitter.builder().threads(work -> {
      if (attempts.getAndIncrement() == 0) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      Thread thread = new Thread(work);
      thread.setDaemon(true);
      return thread;
    }));

    assertThat(emitter.accept(tree(1))).isTrue();
    await().until(() -> {
      emitter.accept(tree(0));
      return emitter.stats().entitiesSent() > 0;
    });

    assertThat(emitter.flush(LONG)).isTrue();
    EmitterStats stats = emitter.stats();
    assertThat(stats.entitiesSent()).isEqualTo(stats.entitiesBegun());
  }

  @Test
  void outOfMemoryWhileWritingOneDocument_costsThatOneOnly() {
    EntityView broken = new DelegatingView(TestEntity.segment("broken", 1)) {
      @Override
      public String name() {
        throw new OutOfMemoryError("test");
      }
    };

    emitter.accept(broken);
    emitter.accept(tree(1));

    emitter.flush(LONG);
    assertStats(3, 2, Map.of(DropReason.UNWRITABLE, 1L));
  }

  @Test
  void treeThatCannotBeCounted_isCountedAsOne() {
    EntityView broken = new DelegatingView(TestEntity.segment("broken", 1)) {
      @Override
      public List<? extends EntityView> children() {
        throw new IllegalStateException("broken");
      }
    };

    assertThat(emitter.accept(broken)).isFalse();
    assertStats(1, 0, Map.of(DropReason.UNWRITABLE, 1L));
  }

  @Test
  void interruptedCaller_isServedAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThat(emitter.accept(tree(1))).isTrue();
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      assertThat(emitter.flush(LONG)).isFalse();
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
    emitter.flush(LONG);
    assertStats(2, 2, Map.of());
  }

  @Test
  void interruptedSender_goesOn() {
    emitter.accept(tree(0));
    emitter.flush(LONG);

    transport.threads.get(0).interrupt();
    emitter.accept(tree(0));

    assertThat(emitter.flush(LONG)).isTrue();
    assertThat(transport.threads.get(1)).isSameAs(transport.threads.get(0));
    assertStats(2, 2, Map.of());
  }

  @Test
  void close_sendsWhatIsQueued() {
    blockSender();
    for (int i = 0; i < 20; i++) {
      emitter.accept(tree(1));
    }
    release.countDown();

    emitter.close(LONG);

    assertStats(41, 41, Map.of());
    assertThat(transport.closed).hasValue(1);
    await().until(() -> !transport.threads.get(0).isAlive());
  }

  @Test
  void closeTwice_closesOnce() {
    emitter.accept(tree(0));

    emitter.close();
    emitter.close();

    assertThat(transport.closed).hasValue(1);
    assertStats(1, 1, Map.of());
  }

  @Test
  void closeWithStuckTransport_isBoundedAndCountsWhatIsLeft() {
    blockSender();
    emitter.accept(tree(4));
    long start = System.nanoTime();

    emitter.close(Duration.ofMillis(100));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertStats(6, 0, Map.of(DropReason.CLOSED, 6L));
    release.countDown();
    await().until(() -> !transport.threads.get(0).isAlive());
    // What came through after all is not counted a second time.
    assertStats(6, 0, Map.of(DropReason.CLOSED, 6L));
    await().until(() -> transport.closed.get() == 1);
  }

  @Test
  void closeWhileRetrying_doesNotWaitForThePauses() {
    transport.answer = batch -> RecordingTransport.all(batch, new Outcome.Retry("never"));
    for (int i = 0; i < 30; i++) {
      emitter.accept(tree(0));
    }

    emitter.close(LONG);

    assertStats(30, 0, Map.of(DropReason.SEND_FAILED, 30L));
  }

  @Test
  void emitterUsedAfterClose_refusesAndCounts() {
    emitter.close();

    assertThat(emitter.accept(tree(2))).isFalse();
    assertThat(emitter.sendSegment(new HandoverSegment(tree(0)))).isFalse();
    assertThat(emitter.flush(LONG)).isTrue();
    assertStats(4, 0, Map.of(DropReason.CLOSED, 4L));
  }

  @Test
  void interruptedCloser_stillWaitsAndStaysInterrupted() {
    blockSender();
    Thread closer = new Thread(() -> {
      Thread.currentThread().interrupt();
      emitter.close(LONG);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    });
    closer.start();
    release.countDown();

    await().until(() -> !closer.isAlive());
    assertStats(1, 1, Map.of());
  }

  @Test
  void flush_isBounded() {
    blockSender();
    long start = System.nanoTime();

    assertThat(emitter.flush(Duration.ofMillis(50))).isFalse();
    assertThat(emitter.flush(Duration.ZERO)).isFalse();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void emittersThread_keepsNothingOfTheApplications() {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    local.set("of the request");
    String[] seen = {"not run"};
    ClassLoader[] loader = new ClassLoader[1];
    transport.answer = batch -> {
      seen[0] = local.get();
      loader[0] = Thread.currentThread().getContextClassLoader();
      return RecordingTransport.allSent(batch);
    };
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(new ClassLoader(before) {});
    try {
      emitter.accept(tree(0));
      emitter.flush(LONG);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
      local.remove();
    }

    assertThat(seen[0]).isNull();
    assertThat(loader[0]).isSameAs(BoundedEmitter.class.getClassLoader());
  }

  @Test
  void manyThreads_countExactly() throws Exception {
    rebuild(BoundedEmitter.builder().queueCapacity(200).overflow(OverflowPolicy.DROP_OLDEST));
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread = new Thread(() -> {
        for (int i = 0; i < 5_000; i++) {
          emitter.accept(tree(i % 5));
        }
      });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    emitter.close(LONG);

    EmitterStats stats = emitter.stats();
    assertThat(stats.entitiesBegun()).isEqualTo(4 * 5_000 * 3);
    assertThat(stats.entitiesSent() + dropped(stats) + stats.queued())
        .isEqualTo(stats.entitiesBegun());
    assertThat(stats.queued()).isZero();
    assertThat(transport.sent.stream().mapToLong(TraceDocument::entityCount).sum())
        .isEqualTo(stats.entitiesSent());
  }

  @Test
  void closeWhileOthersSend_losesNoCount() throws Exception {
    for (int round = 0; round < 50; round++) {
      RecordingTransport each = new RecordingTransport();
      BoundedEmitter one =
          BoundedEmitter.builder().transport(each).queueCapacity(50).build();
      CountDownLatch started = new CountDownLatch(1);
      Thread producer = new Thread(() -> {
        for (int i = 0; i < 500; i++) {
          one.accept(tree(1));
          started.countDown();
        }
      });
      producer.start();
      started.await();
      one.close(round % 2 == 0 ? LONG : Duration.ZERO);
      producer.join();

      EmitterStats stats = one.stats();
      assertThat(stats.entitiesBegun()).isEqualTo(1_000);
      assertThat(stats.entitiesSent() + dropped(stats)).isEqualTo(1_000);
      assertThat(stats.queued()).isZero();
    }
  }

  @Test
  void changes_areCounted() {
    emitter.accept(TestEntity.segment("a?b", 1));

    emitter.flush(LONG);
    assertThat(emitter.changes()).containsExactly(Map.entry(DocumentChange.NAME_CLEANED, 1L));
  }

  @Test
  void badSettings_failAtOnceAndSayWhatIsAccepted() {
    BoundedEmitter.Builder builder = BoundedEmitter.builder();

    assertThatThrownBy(() -> builder.queueCapacity(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("queueCapacity is 0, but must be 1 to 10000000");
    assertThatThrownBy(() -> builder.maxDocumentBytes(70_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxDocumentBytes is 70000, but must be 8192 to 64000");
    assertThatThrownBy(() -> builder.closeTimeout(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("closeTimeout");
    assertThatThrownBy(() -> builder.transport(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("transport");
  }

  private void rebuild(BoundedEmitter.Builder builder) {
    emitter.close(Duration.ZERO);
    transport.closed.set(0);
    emitter = builder.transport(transport).build();
  }

  /** Has the sender hold one document until {@link #release} opens. */
  private void blockSender() {
    transport.stuckUntil(release);
    emitter.accept(TestEntity.segment("blocker", 1));
    await().until(() -> transport.calls.get() == 1);
  }

  private static TestEntity tree(int children) {
    TestEntity segment = TestEntity.segment("s", 1);
    for (int i = 0; i < children; i++) {
      segment.with(TestEntity.subsegment("c", i + 2));
    }
    return segment;
  }

  private static SubsegmentImpl child(SegmentImpl segment, String name) {
    SubsegmentImpl child = new SubsegmentImpl(HandoverSegment.RECORDER, name, segment);
    child.setParent(segment);
    segment.addSubsegment(child);
    return child;
  }

  private List<String> names() {
    return transport.sent.stream().map(document -> document.root().name()).toList();
  }

  private void assertStats(long begun, long sent, Map<DropReason, Long> dropped) {
    EmitterStats stats = emitter.stats();
    assertThat(stats.entitiesBegun()).as("begun").isEqualTo(begun);
    assertThat(stats.entitiesSent()).as("sent").isEqualTo(sent);
    assertThat(stats.entitiesDropped()).as("dropped").isEqualTo(dropped);
    assertThat(stats.entitiesSent() + dropped(stats) + stats.queued()).isEqualTo(begun);
  }

  private static long dropped(EmitterStats stats) {
    return stats.entitiesDropped().entrySet().stream()
        .filter(entry -> entry.getKey() != DropReason.DUPLICATE)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
