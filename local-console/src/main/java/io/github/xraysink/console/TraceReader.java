// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

/** Reads traces from open {@link Tables}. Any thread; sees what the writer has put. */
final class TraceReader {

  private final Tables tables;

  TraceReader(Tables tables) {
    this.tables = tables;
  }

  Optional<TraceRecord> record(String traceId) {
    return number(traceId)
        .flatMap(number -> Optional.ofNullable(tables.records.get(number)))
        .map(RecordCodec::decode);
  }

  private Optional<Long> number(String traceId) {
    return Optional.ofNullable(tables.numbers.get(traceId.toLowerCase(Locale.ROOT)));
  }

  /** All of a trace put together; empty for a trace that is not stored. */
  Optional<TraceTree> tree(String traceId) {
    List<TraceTree.Part> parts = new ArrayList<>();
    Optional<Long> number = number(traceId);
    if (number.isPresent()) {
      for (byte[] stored : documents(tables, number.get())) {
        parts.add(StoredDocument.part(stored));
      }
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(TraceTree.of(parts));
  }

  static List<byte[]> documents(Tables tables, long number) {
    List<byte[]> documents = new ArrayList<>();
    Cursor<String, byte[]> each = tables.documents.cursor(Keys.firstOf(number));
    String prefix = Keys.firstOf(number);
    while (each.hasNext() && each.next().startsWith(prefix)) {
      documents.add(each.getValue());
    }
    return documents;
  }

  /**
   * A page of traces.
   *
   * @param records newest start first
   * @param next where the next page begins, or null after the last one
   * @param scanned how many traces were looked at
   */
  record Page(List<TraceRecord> records, @Nullable String next, int scanned) {}

  /**
   * Lists traces that started in a range, newest first.
   *
   * @param fromMicros earliest start
   * @param toMicros latest start
   * @param after the {@code next} of the page before, or null for the first page
   * @param limit how many to return at most
   * @param maxScan how many to look at at most; the page may then be short but has a next
   */
  Page list(
      long fromMicros,
      long toMicros,
      @Nullable String after,
      int limit,
      int maxScan,
      Predicate<TraceRecord> wanted) {
    String newest = Keys.byTime(toMicros, Long.MAX_VALUE);
    String from = after == null || after.compareTo(newest) > 0 ? newest : after;
    Cursor<String, Long> each =
        tables.byTime.cursor(from, Keys.fromTime(Math.max(0, fromMicros)), true);
    List<TraceRecord> found = new ArrayList<>();
    int scanned = 0;
    while (each.hasNext()) {
      String key = each.next();
      if (key.equals(after)) {
        continue; // a token names the last trace already seen
      }
      byte[] encoded = tables.records.get(each.getValue());
      if (encoded != null) {
        scanned++;
        TraceRecord record = RecordCodec.decode(encoded);
        if (wanted.test(record)) {
          found.add(record);
        }
      }
      if (found.size() >= limit || scanned >= maxScan) {
        return new Page(found, each.hasNext() ? key : null, scanned);
      }
    }
    return new Page(found, null, scanned);
  }

  List<String> logLines(String traceId) {
    return LogTable.lines(tables, traceId.toLowerCase(Locale.ROOT));
  }

  /** The newest problems first. */
  List<Problem> problems(int limit) {
    List<Problem> problems = new ArrayList<>();
    Cursor<Long, byte[]> each = tables.problems.cursor(tables.problems.lastKey(), null, true);
    while (each.hasNext() && problems.size() < limit) {
      each.next();
      problems.add(Problem.fromJson(Json.readStored(each.getValue(), 0)));
    }
    return problems;
  }

  byte @Nullable [] setting(String name) {
    return tables.settings.get(name);
  }
}
