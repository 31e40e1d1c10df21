// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import io.github.xraysink.console.Reading.Storable;
import io.github.xraysink.console.Reading.Unstorable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The one thread that reads, checks and writes what was received, behind a queue bounded in bytes.
 *
 * <p>It commits every {@value #COMMIT_MILLIS} ms, and at once when an HTTP sender waits, who is
 * answered after the commit: what was acknowledged survives a crash.
 */
final class Ingest implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Ingest.class.getName());

  static final int COMMIT_MILLIS = 50;

  private static final int BATCH = 256;
  private static final int TICK_MILLIS = 50;
  private static final int HOUSEKEEPING_MILLIS = 1_000;
  private static final int REOPEN_MILLIS = 1_000;

  /** What a queued item costs beside its bytes. */
  private static final int OVERHEAD_BYTES = 100;

  private final TraceStore store;
  private final Counters counters;
  private final Clock clock;
  private final long maxQueueBytes;
  private final DocumentReader reader = new DocumentReader();
  private final LinkedBlockingQueue<Item> queue = new LinkedBlockingQueue<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final List<TraceListener> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  // The rest belongs to the writer thread.
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final List<Runnable> onLoss = new ArrayList<>();
  private long uncommittedDocuments;
  private long lastCommitMillis;
  private long lastHousekeepingMillis;
  private long lastReopenMillis;
  private boolean dirty;

  private sealed interface Item {
    int bytes();
  }

  private record Datagram(byte[] body) implements Item {
    @Override
    public int bytes() {
      return body.length + OVERHEAD_BYTES;
    }
  }

  private record Job(Runnable work, int bytes) implements Item {}

  Ingest(TraceStore store, Counters counters, Clock clock, long maxQueueBytes) {
    this.store = store;
    this.counters = counters;
    this.clock = clock;
    this.maxQueueBytes = maxQueueBytes;
    lastCommitMillis = clock.millis();
    thread = new Thread(this::run, "xraysink-console-writer");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void listen(TraceListener listener) {
    listeners.add(listener);
  }

  /** Takes a datagram, or drops it and counts when the queue is full. Never blocks. */
  void offer(byte[] datagram) {
    counters.received.increment();
    if (!enqueue(new Datagram(datagram))) {
      counters.queueFull.increment();
    }
  }

  private boolean enqueue(Item item) {
    if (closed || queuedBytes.addAndGet(item.bytes()) > maxQueueBytes) {
      queuedBytes.addAndGet(-item.bytes());
      return false;
    }
    return queue.add(item);
  }

  /** Why a document sent over HTTP was not processed. */
  record Unprocessed(String id, String errorCode, String message) {}

  /**
   * Takes documents sent over HTTP; the future completes after the commit with those not processed,
   * or fails with {@link StoreUnavailable}. Empty when the queue is full.
   */
  Optional<CompletableFuture<List<Unprocessed>>> submit(List<byte[]> documents) {
    int size = documents.stream().mapToInt(body -> body.length + OVERHEAD_BYTES).sum();
    counters.received.add(documents.size());
    return submit(size, writer -> {
      List<Unprocessed> unprocessed = new ArrayList<>();
      for (byte[] body : documents) {
        take("http", reader.readDocument(body), body).ifPresent(unprocessed::add);
      }
      return unprocessed;
    });
  }

  /** Runs a change on the writer thread; the future completes after it is committed. */
  <T> Optional<CompletableFuture<T>> submit(int size, Function<TraceWriter, T> change) {
    CompletableFuture<T> done = new CompletableFuture<>();
    boolean queued = enqueue(new Job(
        () -> {
          onLoss.add(() -> done.completeExceptionally(lost()));
          T result = store.write(change);
          dirty = true;
          afterCommit.add(() -> done.complete(result));
        },
        size));
    if (!queued) {
      return Optional.empty();
    }
    return Optional.of(done);
  }

  private StoreUnavailable lost() {
    String why = store.failure();
    return new StoreUnavailable(why == null ? "the store is closed" : why, new RuntimeException());
  }

  private void run() {
    List<Item> batch = new ArrayList<>(BATCH);
    while (!closed || !queue.isEmpty()) {
      try {
        Item first = queue.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH - 1);
        }
        turn(batch);
      } catch (InterruptedException e) {
        closed = true;
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "the writer failed and goes on with what comes next", e);
      } finally {
        batch.clear();
      }
    }
    turn(batch);
  }

  private void turn(List<Item> batch) {
    long now = clock.millis();
    if (store.failure() != null && now - lastReopenMillis >= REOPEN_MILLIS) {
      lastReopenMillis = now;
      store.reopen();
    }
    for (Item item : batch) {
      queuedBytes.addAndGet(-item.bytes());
      handle(item);
    }
    try {
      finishTurn(now);
    } catch (StoreUnavailable e) {
      failed();
    }
  }

  private void handle(Item item) {
    long counted = uncommittedDocuments;
    try {
      if (item instanceof Datagram datagram) {
        take("udp", reader.readDatagram(datagram.body()), datagram.body());
      } else if (item instanceof Job job) {
        job.work().run();
      }
    } catch (StoreUnavailable e) {
      if (item instanceof Datagram && counted == uncommittedDocuments) {
        uncommittedDocuments++;
      }
      failed();
    } catch (RuntimeException | StackOverflowError e) {
      // Nothing received may stop the writer; what it was is counted and logged.
      counters.refused.increment();
      LOG.log(Level.WARNING, "a received document could not be handled", e);
    }
  }

  /** Everything since the last commit is lost: says so to the counters and to waiting senders. */
  private void failed() {
    counters.storeFailed.add(uncommittedDocuments);
    uncommittedDocuments = 0;
    onLoss.forEach(Runnable::run);
    onLoss.clear();
    afterCommit.clear();
    dirty = false;
  }

  private Optional<Unprocessed> take(String source, Reading reading, byte[] body) {
    long now = clock.millis();
    if (reading instanceof Storable storable) {
      return put(source, storable, now);
    }
    Unstorable bad = (Unstorable) reading;
    (bad.kind() == Problem.Kind.UNSUPPORTED ? counters.unsupported : counters.refused).increment();
    note(Problem.of(bad.kind(), now, source, bad.violation(), body));
    String message = (bad.violation().field() + " " + bad.violation().reason()).trim();
    return Optional.of(new Unprocessed("", bad.errorCode(), message));
  }

  private Optional<Unprocessed> put(String source, Storable storable, long now) {
    ParsedDocument document = storable.document();
    TraceWriter.Put put = store.write(writer -> writer.put(document, now));
    if (put == TraceWriter.Put.STORED) {
      uncommittedDocuments++;
      dirty = true;
    } else if (put == TraceWriter.Put.DUPLICATE) {
      counters.duplicates.increment();
    } else {
      counters.traceFull.increment();
      return Optional.of(
          new Unprocessed(document.id(), "LimitExceeded", "the trace has too many documents"));
    }
    if (storable.violation() != null) {
      counters.invalid.increment();
      note(Problem.invalid(now, source, storable.violation(), document));
    }
    return Optional.empty();
  }

  private void note(Problem problem) {
    store.write(writer -> {
      writer.addProblem(problem);
      return true;
    });
    dirty = true;
  }

  private void finishTurn(long now) {
    List<TraceRecord> updated = store.failure() == null ? refresh() : List.of();
    if (now - lastHousekeepingMillis >= HOUSEKEEPING_MILLIS && store.failure() == null) {
      lastHousekeepingMillis = now;
      keepHouse(now);
    }
    if (dirty && (closed || !afterCommit.isEmpty() || isCommitDue(now))) {
      commit(now);
    }
    if (!updated.isEmpty()) {
      listeners.forEach(listener -> listener.updated(updated));
    }
  }

  private List<TraceRecord> refresh() {
    List<TraceRecord> updated = store.write(writer -> writer.refresh(closed));
    dirty |= !updated.isEmpty();
    return updated;
  }

  private void keepHouse(long now) {
    dirty |= store.write(writer -> writer.evict(now)) > 0;
    if (queue.isEmpty()) {
      store.tidy();
    }
  }

  private boolean isCommitDue(long now) {
    return now - lastCommitMillis >= COMMIT_MILLIS;
  }

  private void commit(long now) {
    store.write(writer -> {
      writer.evict(now);
      writer.commit();
      return true;
    });
    lastCommitMillis = now;
    counters.stored.add(uncommittedDocuments);
    uncommittedDocuments = 0;
    dirty = false;
    onLoss.clear();
    afterCommit.forEach(Runnable::run);
    afterCommit.clear();
  }

  long queuedBytes() {
    return queuedBytes.get();
  }

  boolean isWriterAlive() {
    return thread.isAlive();
  }

  /** Takes nothing more, writes what is queued, and waits for that up to five seconds. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
