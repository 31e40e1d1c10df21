// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The tables of an open store file (or heap store).
 *
 * <p>Traces are numbered in the order they first came, and everything about a trace is keyed by
 * that number: writes then touch the last pages of each table only, and dropping the oldest traces
 * empties the first ones.
 */
final class Tables {

  /** Pages read from a file that are kept on the heap, in megabytes. */
  private static final int CACHE_MEGABYTES = 32;

  private static final int RETENTION_MILLIS = 1_000;

  final MVStore store;

  /** Trace id to trace number. */
  final MVMap<String, Long> numbers;

  /** Trace number to {@link RecordCodec encoded} record. */
  final MVMap<Long, byte[]> records;

  /** Start and trace number, as {@link Keys#byTime}, to trace number: the order of lists. */
  final MVMap<String, Long> byTime;

  /** Trace number and document id, as {@link Keys#document}, to {@link StoredDocument}. */
  final MVMap<String, byte[]> documents;

  /** Trace id and line number, as {@link Keys#logLine}, to a log line; traces need not be known. */
  final MVMap<String, String> logs;

  /** Line number to its key in {@link #logs}: the order in which lines are forgotten. */
  final MVMap<Long, String> logOrder;

  /**
   * Traces whose record is older than their documents; after a crash these are worked out again.
   */
  final MVMap<Long, Boolean> stale;

  /** Running number to problem, as JSON. */
  final MVMap<Long, byte[]> problems;

  /** Odds and ends by name, as JSON. */
  final MVMap<String, byte[]> settings;

  private Tables(MVStore store) {
    this.store = store;
    numbers = store.openMap("numbers");
    records = store.openMap("records");
    byTime = store.openMap("byTime");
    documents = store.openMap("documents");
    logs = store.openMap("logs");
    logOrder = store.openMap("logOrder");
    stale = store.openMap("stale");
    problems = store.openMap("problems");
    settings = store.openMap("settings");
  }

  /** Opens the file, making it if need be; null keeps everything on the heap. */
  static Tables open(@Nullable String fileName) {
    try {
      // We commit ourselves: what is in one commit belongs together after a crash.
      MVStore.Builder builder = new MVStore.Builder().autoCommitDisabled();
      if (fileName != null) {
        builder.fileName(fileName).cacheSize(CACHE_MEGABYTES);
      }
      MVStore store = builder.open();
      store.setVersionsToKeep(0);
      // Freed space is left alone this long: the newest commit never needs it, older ones do.
      store.setRetentionTime(RETENTION_MILLIS);
      return new Tables(store);
    } catch (MVStoreException e) {
      throw new StoreUnavailable(describe(fileName, e), e);
    }
  }

  static String describe(@Nullable String fileName, Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return (fileName == null ? "the in-memory store" : "the store file " + fileName)
        + " failed: "
        + root.getMessage();
  }
}
