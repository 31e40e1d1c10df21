// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A transport that keeps what it is given, and answers as it is told. */
final class RecordingTransport implements DocumentTransport {

  final List<TraceDocument> sent = new CopyOnWriteArrayList<>();
  final List<Thread> threads = new CopyOnWriteArrayList<>();
  final AtomicInteger calls = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();
  final int maxBatch;
  volatile Duration flushInterval = Duration.ZERO;
  volatile Function<List<TraceDocument>, List<Outcome>> answer = RecordingTransport::allSent;

  RecordingTransport() {
    this(1);
  }

  RecordingTransport(int maxBatch) {
    this.maxBatch = maxBatch;
  }

  static List<Outcome> allSent(List<TraceDocument> batch) {
    return all(batch, Outcome.SENT);
  }

  static List<Outcome> all(List<TraceDocument> batch, Outcome outcome) {
    return Collections.nCopies(batch.size(), outcome);
  }

  /** Holds every send until the latch opens, whatever interrupts it. */
  void stuckUntil(CountDownLatch latch) {
    answer = batch -> {
      while (true) {
        try {
          latch.await();
          return allSent(batch);
        } catch (InterruptedException again) {
          continue;
        }
      }
    };
  }

  @Override
  public List<Outcome> send(List<TraceDocument> batch) {
    calls.incrementAndGet();
    threads.add(Thread.currentThread());
    List<Outcome> outcomes = answer.apply(batch);
    for (int i = 0; i < batch.size(); i++) {
      if (outcomes != null && i < outcomes.size() && outcomes.get(i) instanceof Outcome.Sent) {
        sent.add(batch.get(i));
      }
    }
    return outcomes;
  }

  @Override
  public int maxBatch() {
    return maxBatch;
  }

  @Override
  public Duration flushInterval() {
    return flushInterval;
  }

  @Override
  public void close() {
    closed.incrementAndGet();
  }
}
