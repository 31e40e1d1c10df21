// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.github.xraysink.emit.DocumentTransport;
import io.github.xraysink.emit.Outcome;
import io.github.xraysink.emit.TraceDocument;
import io.github.xraysink.internal.Guard;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Hands documents to an exporter as spans, and waits for its answer as long as it is allowed.
 *
 * <p>Nothing is offered twice: exporters try again by themselves, and after a failure nobody knows
 * what has arrived.
 */
final class SpanTransport implements DocumentTransport {

  /** Most spans in one call of the exporter, as OpenTelemetry's own batch processor has it. */
  static final int MAX_SPANS = 512;

  /** Most documents in one batch; what the emitter takes at most. */
  private static final int MAX_DOCUMENTS = 100;

  /** How long {@link #close} waits for the exporter. */
  static final Duration SHUTDOWN = Duration.ofSeconds(2);

  private final SpanExporter exporter;
  private final SpanMapper mapper;
  private final Duration timeout;
  private final Duration flushInterval;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Opened when the exporter has answered, or nobody waits for it any more. */
  private volatile CountDownLatch answered = new CountDownLatch(0);

  SpanTransport(
      SpanExporter exporter, SpanMapper mapper, Duration timeout, Duration flushInterval) {
    this.exporter = exporter;
    this.mapper = mapper;
    this.timeout = timeout;
    this.flushInterval = flushInterval;
  }

  @Override
  public boolean needsJson() {
    return false;
  }

  @Override
  public boolean openTelemetry() {
    return true;
  }

  @Override
  public int maxBatch() {
    return MAX_DOCUMENTS;
  }

  @Override
  public Duration flushInterval() {
    return flushInterval;
  }

  /** Takes at most the export timeout, whatever the exporter does once it has returned. */
  @Override
  public List<Outcome> send(List<TraceDocument> batch) {
    long deadline = System.nanoTime() + timeout.toNanos();
    Outcome[] outcomes = new Outcome[batch.size()];
    List<SpanData> spans = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < outcomes.length; i++) {
      List<SpanData> more;
      try {
        more = mapper.map(batch.get(i).root());
      } catch (Throwable failed) {
        Guard.caught("make spans of a document", failed);
        outcomes[i] = new Outcome.Rejected("no spans: " + failed.getClass().getSimpleName());
        continue;
      }
      if (!spans.isEmpty() && spans.size() + more.size() > MAX_SPANS) {
        settle(outcomes, first, i, export(spans, deadline));
        spans = new ArrayList<>();
        first = i;
      }
      spans.addAll(more);
    }
    if (!spans.isEmpty()) {
      settle(outcomes, first, outcomes.length, export(spans, deadline));
    }
    return Arrays.asList(outcomes);
  }

  private static void settle(@Nullable Outcome[] outcomes, int from, int to, Outcome outcome) {
    for (int i = from; i < to; i++) {
      outcomes[i] = outcomes[i] == null ? outcome : outcomes[i];
    }
  }

  /** Exports in parts the exporter can be expected to take; stops at the first that fails. */
  private Outcome export(List<SpanData> spans, long deadline) {
    for (int from = 0; from < spans.size(); from += MAX_SPANS) {
      int to = Math.min(spans.size(), from + MAX_SPANS);
      Outcome outcome = exportAtOnce(List.copyOf(spans.subList(from, to)), deadline);
      if (outcome != Outcome.SENT) {
        return outcome;
      }
    }
    return Outcome.SENT;
  }

  private Outcome exportAtOnce(List<SpanData> spans, long deadline) {
    if (closed.get()) {
      return new Outcome.Failed("closed");
    }
    CompletableResultCode result;
    try {
      result = exporter.export(spans);
    } catch (Throwable thrown) {
      Guard.caught("export spans", thrown);
      return new Outcome.Failed("the exporter threw " + thrown.getClass().getName());
    }
    if (result == null) {
      return new Outcome.Failed("the exporter gave no result");
    }
    if (!await(result, deadline)) {
      return new Outcome.Failed("the exporter did not answer in " + timeout.toMillis() + " ms");
    }
    return result.isSuccess() ? Outcome.SENT : new Outcome.Failed(reason(result));
  }

  private static String reason(CompletableResultCode result) {
    Throwable failure = result.getFailureThrowable();
    return failure == null
        ? "the exporter failed"
        : "the exporter failed: " + failure.getClass().getSimpleName();
  }

  /** Waits for the answer; interrupts mean nothing to the emitter's thread. */
  private boolean await(CompletableResultCode result, long deadline) {
    CountDownLatch latch = new CountDownLatch(1);
    answered = latch;
    result.whenComplete(latch::countDown);
    while (!result.isDone() && !closed.get()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      try {
        if (!latch.await(left, TimeUnit.NANOSECONDS)) {
          return result.isDone();
        }
      } catch (InterruptedException ignored) {
        // The flag is clear again; what ends this wait early is close().
      }
    }
    return result.isDone();
  }

  /**
   * Flushes the exporter and shuts it down, on a thread of its own, so that one that hangs holds
   * nobody for longer than two seconds.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    answered.countDown();
    CountDownLatch done = new CountDownLatch(1);
    Thread closer = new Thread(null, () -> shutDown(done), "xraysink-exporter-close", 0, false);
    closer.setDaemon(true);
    Guard.run("shut an exporter down", closer::start);
    try {
      if (!done.await(SHUTDOWN.toNanos(), TimeUnit.NANOSECONDS)) {
        closer.interrupt();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void shutDown(CountDownLatch done) {
    Guard.run("flush an exporter", () -> exporter.flush().join(1, TimeUnit.SECONDS));
    Guard.run("shut an exporter down", () -> exporter.shutdown().join(1, TimeUnit.SECONDS));
    done.countDown();
  }
}
