// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Writes documents to open {@link Tables} and keeps the records in step. For the writer thread
 * only.
 *
 * <p>A record is worked out from all documents of its trace, so a trace of many documents gets a
 * new one less often the longer that takes; the last state is always reached within a second.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others read
final class TraceWriter {

  private static final Logger LOG = System.getLogger(TraceWriter.class.getName());

  /** A trace that reaches this many documents takes no more: it would slow all others down. */
  static final int MAX_DOCUMENTS_PER_TRACE = 50_000;

  /** X-Ray has no such list; ours shows the newest. */
  private static final int MAX_PROBLEMS = 1_000;

  private static final String LAYOUT = "record layout";

  /** Documents kept parsed between their arrival and the record, to save reading them again. */
  private static final int MAX_PARSED = 8;

  /** A trace is worked out again only after this many times what it cost the last time. */
  private static final int COST_FACTOR = 10;

  private static final long MAX_LAG_NANOS = 1_000_000_000L;

  /** What became of a document offered to the store. */
  enum Put {
    STORED,
    DUPLICATE,
    TRACE_FULL
  }

  private final Tables tables;
  private final Bounds bounds;
  private final Map<Long, Pending> pending = new LinkedHashMap<>();
  private final LogTable logs;
  private final Map<Long, Cost> costs = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Cost> eldest) {
      return size() > 1_000;
    }
  };
  private long nextNumber;
  private long nextProblem;
  private volatile long traces;
  private volatile long bytes;
  private volatile long evicted;

  private record Cost(long atNanos, long nanos) {}

  /** A trace whose record is behind its documents. */
  private static final class Pending {
    final String traceId;
    final @Nullable List<TraceTree.Part> parsed; // null: read them from the store
    int documents;
    long documentBytes;
    long receivedMillis;

    Pending(String traceId, boolean fresh) {
      this.traceId = traceId;
      parsed = fresh ? new ArrayList<>() : null;
    }

    boolean parsedIsAll() {
      return parsed != null && parsed.size() == documents;
    }
  }

  TraceWriter(Tables tables, Bounds bounds) {
    this.tables = tables;
    this.bounds = bounds;
    nextNumber = highestNumber() + 1;
    logs = new LogTable(tables);
    Long lastProblem = tables.problems.lastKey();
    nextProblem = lastProblem == null ? 1 : lastProblem + 1;
    adoptLayout();
    recount();
    recover();
  }

  private long highestNumber() {
    Long record = tables.records.lastKey(); // a trace has a record, or is stale, or both
    Long stale = tables.stale.lastKey();
    return Math.max(record == null ? 0 : record, stale == null ? 0 : stale);
  }

  private void recount() {
    for (byte[] record : tables.records.values()) {
      bytes = bytes + RecordCodec.decode(record).bytes();
      traces = traces + 1;
    }
  }

  /** Records of an older layout are not read: they are worked out again from the documents. */
  private void adoptLayout() {
    byte[] layout = tables.settings.get(LAYOUT);
    if (layout != null && Arrays.equals(layout, RecordCodec.layout())) {
      return;
    }
    tables.records.clear();
    tables.byTime.clear();
    tables.numbers.values().forEach(number -> tables.stale.put(number, true));
    tables.settings.put(LAYOUT, RecordCodec.layout());
  }

  /** Works out the records a crash left behind their documents. */
  private void recover() {
    for (Long number : new ArrayList<>(tables.stale.keySet())) {
      byte[] first = firstDocument(number);
      if (first == null) {
        tables.stale.remove(number);
      } else {
        String traceId = Json.textAt(StoredDocument.part(first).document(), "trace_id");
        pending.put(number, new Pending(traceId.toLowerCase(Locale.ROOT), false));
      }
    }
    refresh(true);
    commit();
  }

  private byte @Nullable [] firstDocument(long number) {
    Iterator<byte[]> all = TraceReader.documents(tables, number).iterator();
    return all.hasNext() ? all.next() : null;
  }

  Put put(ParsedDocument document, long nowMillis) {
    Long known = tables.numbers.get(document.traceId());
    long number = known == null ? nextNumber++ : known;
    String key = Keys.document(number, document.id());
    byte[] old = known == null ? null : tables.documents.get(key);
    if (old != null && !supersedes(document, old)) {
      return Put.DUPLICATE;
    }
    if (old == null && documentsOf(number) >= MAX_DOCUMENTS_PER_TRACE) {
      return Put.TRACE_FULL;
    }
    if (known == null) {
      tables.numbers.put(document.traceId(), number);
    }
    // First the mark, then the document: a crash in between costs a look, never a record.
    tables.stale.put(number, true);
    byte[] stored = StoredDocument.encode(document, nowMillis);
    tables.documents.put(key, stored);
    note(number, known == null, document, old == null, nowMillis);
    return Put.STORED;
  }

  private static boolean supersedes(ParsedDocument document, byte[] old) {
    if (StoredDocument.sameBody(old, document.body())) {
      return false;
    }
    return StoredDocument.inProgress(old) || !document.inProgress();
  }

  private int documentsOf(long number) {
    Pending waiting = pending.get(number);
    if (waiting != null && waiting.parsed != null) {
      return waiting.documents;
    }
    byte[] record = tables.records.get(number);
    int recorded = record == null ? 0 : RecordCodec.decode(record).documents();
    return recorded + (waiting == null ? 0 : waiting.documents);
  }

  private void note(
      long number, boolean fresh, ParsedDocument document, boolean added, long nowMillis) {
    Pending waiting = pending.computeIfAbsent(number, n -> new Pending(document.traceId(), fresh));
    if (waiting.receivedMillis == 0) {
      waiting.receivedMillis = nowMillis;
    }
    waiting.documents += added ? 1 : 0;
    waiting.documentBytes += document.body().length;
    if (waiting.parsed != null && waiting.parsed.size() < MAX_PARSED) {
      waiting.parsed.add(new TraceTree.Part(document.root(), nowMillis * 1_000));
    }
  }

  /**
   * Works out the records of changed traces and returns them; without {@code all} those that take
   * long may wait for a later call.
   */
  List<TraceRecord> refresh(boolean all) {
    List<TraceRecord> updated = new ArrayList<>();
    Iterator<Map.Entry<Long, Pending>> each = pending.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Long, Pending> entry = each.next();
      long begin = System.nanoTime();
      if (all || isDue(entry.getKey(), begin)) {
        each.remove();
        refreshed(entry.getKey(), entry.getValue()).ifPresent(updated::add);
        long nanos = System.nanoTime() - begin;
        if (nanos > 1_000_000) {
          costs.put(entry.getKey(), new Cost(begin, nanos));
        }
      }
    }
    return updated;
  }

  /** One trace that cannot be worked out must not keep the others from it. */
  private Optional<TraceRecord> refreshed(long number, Pending waiting) {
    try {
      return Optional.of(refresh(number, waiting));
    } catch (MVStoreException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "trace " + waiting.traceId + " cannot be listed", e);
      return Optional.empty();
    }
  }

  private boolean isDue(long number, long nowNanos) {
    Cost cost = costs.get(number);
    return cost == null
        || nowNanos - cost.atNanos() > Math.min(MAX_LAG_NANOS, COST_FACTOR * cost.nanos());
  }

  private TraceRecord refresh(long number, Pending waiting) {
    byte[] encoded = tables.records.get(number);
    TraceRecord old = encoded == null ? null : RecordCodec.decode(encoded);
    TraceRecord updated = workOut(number, waiting, old);
    if (old == null) {
      traces = traces + 1;
      bytes = bytes + updated.bytes();
    } else {
      bytes = bytes + updated.bytes() - old.bytes();
      tables.byTime.remove(Keys.byTime(old.start(), number));
    }
    tables.records.put(number, RecordCodec.encode(updated));
    tables.byTime.put(Keys.byTime(updated.start(), number), number);
    tables.stale.remove(number);
    return updated;
  }

  private TraceRecord workOut(long number, Pending waiting, @Nullable TraceRecord old) {
    if (waiting.parsedIsAll() && waiting.parsed != null) {
      return TraceFacts.of(
          TraceTree.of(waiting.parsed),
          new TraceFacts.Stored(
              number,
              waiting.traceId,
              waiting.receivedMillis,
              waiting.documents,
              waiting.documentBytes));
    }
    List<TraceTree.Part> parts = new ArrayList<>();
    long size = 0;
    for (byte[] stored : TraceReader.documents(tables, number)) {
      parts.add(StoredDocument.part(stored));
      size += StoredDocument.bodyLength(stored);
    }
    long received = old == null ? firstReceipt(parts) : old.receivedMillis();
    return TraceFacts.of(
        TraceTree.of(parts),
        new TraceFacts.Stored(number, waiting.traceId, received, parts.size(), size));
  }

  private static long firstReceipt(List<TraceTree.Part> parts) {
    long first = Long.MAX_VALUE;
    for (TraceTree.Part part : parts) {
      first = Math.min(first, part.receivedMicros() / 1_000);
    }
    return first;
  }

  void addProblem(Problem problem) {
    tables.problems.put(nextProblem, Json.bytes(problem.toJson()));
    tables.problems.remove(nextProblem - MAX_PROBLEMS);
    nextProblem++;
  }

  LogTable logs() {
    return logs;
  }

  /** Drops the oldest traces until the bounds hold; returns how many went. */
  int evict(long nowMillis) {
    int dropped = 0;
    Long first = tables.records.firstKey();
    while (first != null && isTooMuch(first, nowMillis)) {
      drop(first);
      dropped++;
      first = tables.records.firstKey();
    }
    evicted = evicted + dropped;
    return dropped;
  }

  private boolean isTooMuch(long number, long nowMillis) {
    if (traces > bounds.maxTraces() || bytes > bounds.maxBytes()) {
      return true;
    }
    byte[] record = tables.records.get(number);
    return record != null
        && nowMillis - RecordCodec.decode(record).receivedMillis()
            > bounds.maxAge().toMillis();
  }

  private void drop(long number) {
    byte[] encoded = tables.records.remove(number);
    if (encoded != null) {
      TraceRecord record = RecordCodec.decode(encoded);
      tables.byTime.remove(Keys.byTime(record.start(), number));
      tables.numbers.remove(record.traceId());
      traces = traces - 1;
      bytes = bytes - record.bytes();
      logs.drop(record.traceId());
    }
    pending.remove(number);
    tables.stale.remove(number);
    Keys.removeRange(tables.documents, Keys.firstOf(number), Keys.endOf(number));
  }

  /** Forgets all traces, problems and log lines; settings stay. */
  void clear() {
    pending.clear();
    tables.numbers.clear();
    tables.records.clear();
    tables.byTime.clear();
    tables.documents.clear();
    logs.clear();
    tables.stale.clear();
    tables.problems.clear();
    traces = 0;
    bytes = 0;
  }

  void commit() {
    tables.store.commit();
  }

  long traces() {
    return traces;
  }

  long bytes() {
    return bytes;
  }

  long evicted() {
    return evicted;
  }
}
