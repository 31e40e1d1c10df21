// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import io.github.xraysink.internal.Guard;
import io.github.xraysink.internal.ThrottledLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What an emitter's thread does with the work it finds: writes documents, hands them to the
 * transport in batches, offers again what could not be delivered, counts, and complains. For one
 * thread at a time.
 */
final class Sender {

  /** How often a document is offered to the transport before it is given up. */
  static final int ATTEMPTS = 4;

  /** Pause before the first repetition; each further one is twice as long. */
  private static final long FIRST_PAUSE_NANOS = 50_000_000;

  private static final long PAUSE_WHILE_CLOSING_NANOS = 1_000_000;

  /** Most documents in one batch, whatever the transport says: they are all in memory at once. */
  private static final int MOST_AT_ONCE = 100;

  private static final Duration LONGEST_FLUSH_INTERVAL = Duration.ofMinutes(1);

  private final DocumentTransport transport;
  private final Admission admission;
  private final EmitterCounts counts;
  private final DocumentWriter writer;
  private final int maxDocumentBytes;
  private final ThrottledLog log =
      new ThrottledLog(System.getLogger(BoundedEmitter.class.getName()));
  private final ThrottledLog lossLog =
      new ThrottledLog(System.getLogger(BoundedEmitter.class.getName()));

  private List<TraceDocument> pending = new ArrayList<>();
  private int unsettled;
  private long pendingSinceNanos;
  private int maxBatch;
  private long flushNanos = -1;
  private @Nullable Boolean needsJson;
  private long reportedLosses;

  Sender(
      DocumentTransport transport,
      Admission admission,
      EmitterCounts counts,
      int maxDocumentBytes) {
    this.transport = transport;
    this.admission = admission;
    this.counts = counts;
    this.maxDocumentBytes = maxDocumentBytes;
    this.writer = new DocumentWriter(maxDocumentBytes);
  }

  Map<DocumentChange, Long> changes() {
    return writer.changes();
  }

  /**
   * Writes the documents for one piece of work, and sends whenever a batch is full. Never throws.
   */
  void take(Work work) {
    unsettled = work.entities();
    try {
      if (work instanceof Work.Tree tree) {
        write(tree.root());
      } else if (work instanceof Work.Foreign foreign) {
        write(foreign);
      }
    } catch (Throwable failed) {
      counts.error("could not write a document: " + failed.getClass().getName());
      Guard.caught("write a document", failed);
    }
    if (unsettled > 0) {
      drop(DropReason.UNWRITABLE, unsettled);
    }
  }

  private void write(EntityView root) {
    if (needsJson()) {
      counts.written(writer.write(root, this::add));
    } else {
      EntityCount count = EntityCount.of(root);
      add(new CountedDocument.Unwritten(root, count.all(), count.completed()));
    }
  }

  private void write(Work.Foreign foreign) {
    if (!needsJson()) {
      write(JsonEntityView.parse(foreign.json()));
      return;
    }
    byte[] json = foreign.json().getBytes(StandardCharsets.UTF_8);
    if (json.length <= maxDocumentBytes) {
      add(new CountedDocument.Foreign(foreign, json));
    } else {
      counts.written(writer.write(JsonEntityView.parse(foreign.json()), this::add));
    }
  }

  private void add(CountedDocument document) {
    int more = document.completed() - unsettled;
    if (more > 0) {
      // A view that shows more than it counted; without this the books would not balance.
      admission.admitMore(more);
      counts.begun(more);
    }
    unsettled = Math.max(0, -more);
    if (pending.isEmpty()) {
      pendingSinceNanos = System.nanoTime();
    }
    pending.add(document);
    if (pending.size() >= maxBatch()) {
      deliver();
    }
  }

  private int maxBatch() {
    if (maxBatch == 0) {
      maxBatch = Guard.call("ask a transport for its batch size", 1, transport::maxBatch);
      maxBatch = Math.max(1, Math.min(MOST_AT_ONCE, maxBatch));
    }
    return maxBatch;
  }

  private long flushNanos() {
    if (flushNanos < 0) {
      Duration wished = Guard.call("ask a transport for its flush interval", Duration.ZERO, () -> {
        Duration interval = transport.flushInterval();
        return interval.compareTo(LONGEST_FLUSH_INTERVAL) > 0 ? LONGEST_FLUSH_INTERVAL : interval;
      });
      flushNanos = Math.max(0, wished.toNanos());
    }
    return flushNanos;
  }

  /** Whether documents wait for more of them to come. */
  boolean holdsBack() {
    return !pending.isEmpty();
  }

  /** Sends what has waited for company as long as the transport wishes. Never throws. */
  void deliverDue() {
    if (holdsBack()
        && (admission.closed() || System.nanoTime() - pendingSinceNanos >= flushNanos())) {
      deliver();
    }
  }

  private boolean needsJson() {
    if (needsJson == null) {
      needsJson = Guard.call("ask a transport whether it needs JSON", true, transport::needsJson);
    }
    return needsJson;
  }

  /** Sends what has been written so far. Never throws. */
  void deliver() {
    if (pending.isEmpty()) {
      return;
    }
    List<TraceDocument> batch = pending;
    pending = new ArrayList<>(maxBatch);
    long pause = FIRST_PAUSE_NANOS;
    for (int attempt = 1; !batch.isEmpty() && !admission.abandoned(); attempt++) {
      if (attempt > 1) {
        pause(pause);
        pause *= 2;
      }
      batch = settle(batch, offer(batch), attempt == ATTEMPTS);
    }
    giveWay();
    reportLosses();
  }

  /** Where processors are short, a request would wait until the whole queue is sent. */
  @SuppressWarnings("ThreadPriorityCheck") // a courtesy: nothing depends on it
  private static void giveWay() {
    Thread.yield();
  }

  private List<Outcome> offer(List<TraceDocument> batch) {
    try {
      return transport.send(List.copyOf(batch));
    } catch (Throwable thrown) {
      // Nobody knows how much of the batch is out, and nothing may be sent twice.
      failed("the transport threw " + thrown.getClass().getName(), thrown);
      return List.of();
    }
  }

  /** Counts what is decided, and returns what is to be offered again. */
  private List<TraceDocument> settle(
      List<TraceDocument> batch, @Nullable List<Outcome> outcomes, boolean last) {
    List<TraceDocument> again = List.of();
    for (int i = 0; i < batch.size(); i++) {
      CountedDocument document = (CountedDocument) batch.get(i);
      Outcome outcome = outcomes != null && i < outcomes.size() ? outcomes.get(i) : null;
      if (outcome instanceof Outcome.Sent) {
        if (admission.release(document.completed())) {
          counts.sent(document);
        }
      } else if (outcome instanceof Outcome.Rejected rejected) {
        failed("rejected: " + rejected.reason(), null);
        drop(DropReason.REJECTED, document.completed());
      } else if (outcome instanceof Outcome.Retry retry && !last) {
        failed(retry.reason(), null);
        again = again.isEmpty() ? new ArrayList<>() : again;
        again.add(document);
      } else {
        if (outcome instanceof Outcome.Failed given) {
          failed(given.reason(), null);
        }
        drop(DropReason.SEND_FAILED, document.completed());
      }
    }
    return again;
  }

  private void drop(DropReason reason, int entities) {
    if (admission.release(entities)) {
      counts.dropped(reason, entities);
    }
  }

  private void failed(String what, @Nullable Throwable thrown) {
    counts.error(what);
    log.warn("Could not send trace documents: " + what, thrown);
  }

  /** Waits, but not while the emitter is being closed: then the time is better used otherwise. */
  private void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    long left = nanos;
    while (left > 0 && !admission.closed()) {
      LockSupport.parkNanos(this, left);
      clearInterrupt();
      left = end - System.nanoTime();
    }
    if (left > 0 && !admission.abandoned()) {
      LockSupport.parkNanos(this, PAUSE_WHILE_CLOSING_NANOS);
    }
  }

  /**
   * The thread is the emitter's own: an interrupt means nothing to it, and left standing it would
   * end every wait.
   */
  @SuppressWarnings("ResultOfMethodCallIgnored")
  static void clearInterrupt() {
    Thread.interrupted();
  }

  /**
   * Warns about losses here and not where they happen: logging may take time, and there the
   * application would wait.
   */
  void reportLosses() {
    long lost = counts.lost();
    if (lost > reportedLosses) {
      reportedLosses = lost;
      lossLog.warn("Entities lost so far, by reason: " + counts.droppedByReason(), null);
    }
  }
}
