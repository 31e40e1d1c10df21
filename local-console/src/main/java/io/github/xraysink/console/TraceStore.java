// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Function;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Holds the store open, for many readers and one writer, through failures of its file.
 *
 * <p>MVStore closes itself when a write fails, as on a full disk. Then everything since the last
 * commit is gone; readers and the writer get {@link StoreUnavailable} with the reason until
 * {@link #reopen} succeeds, which finds the last commit.
 */
final class TraceStore implements AutoCloseable {

  private static final Logger LOG = System.getLogger(TraceStore.class.getName());

  /** Tidying begins when less than this share of the file, in percent, is in use. */
  private static final int FILL_PERCENT = 60;

  /** How much one tidying writes at most: some hundredths of a second. */
  private static final int TIDY_BYTES = 16 << 20;

  /** A file below this size is not worth tidying. */
  private static final long SMALL_FILE_BYTES = 32L << 20;

  private final @Nullable String fileName;
  private final Bounds bounds;

  /** What is open now; replaced by the writer thread only. */
  private volatile @Nullable Open open;

  /** Why nothing is open, for users; null while something is. */
  private volatile @Nullable StoreUnavailable failure;

  private record Open(Tables tables, TraceReader reader, TraceWriter writer) {}

  private TraceStore(@Nullable String fileName, Bounds bounds) {
    this.fileName = fileName;
    this.bounds = bounds;
  }

  /**
   * Opens a store.
   *
   * @param fileName the file, or null to keep all on the heap
   * @throws StoreUnavailable when the file cannot be opened, with the reason
   */
  static TraceStore open(@Nullable String fileName, Bounds bounds) {
    TraceStore store = new TraceStore(fileName, bounds);
    store.open = store.openTables();
    return store;
  }

  private Open openTables() {
    Tables tables = Tables.open(fileName);
    try {
      return new Open(tables, new TraceReader(tables), new TraceWriter(tables, bounds));
    } catch (RuntimeException e) {
      tables.store.closeImmediately();
      throw new StoreUnavailable(Tables.describe(fileName, e), e);
    }
  }

  /** Runs a query on one state of the store. Any thread. */
  <T> T read(Function<TraceReader, T> query) {
    Open now = opened();
    try {
      // Registered, so that the pages the query walks over are not freed under it.
      MVStore.TxCounter usage = now.tables().store.registerVersionUsage();
      try {
        return query.apply(now.reader());
      } finally {
        now.tables().store.deregisterVersionUsage(usage);
      }
    } catch (MVStoreException e) {
      throw new StoreUnavailable(Tables.describe(fileName, e), e);
    }
  }

  /** Runs a change. Writer thread only; after a failure the store is closed until reopened. */
  <T> T write(Function<TraceWriter, T> change) {
    Open now = opened();
    try {
      return change.apply(now.writer());
    } catch (MVStoreException e) {
      throw fail(now, e);
    }
  }

  private Open opened() {
    Open now = open;
    if (now != null) {
      return now;
    }
    StoreUnavailable why = failure;
    throw why == null
        ? new StoreUnavailable("the store is closed", new IllegalStateException())
        : why;
  }

  private StoreUnavailable fail(Open now, MVStoreException e) {
    StoreUnavailable why = new StoreUnavailable(Tables.describe(fileName, e), e);
    failure = why;
    open = null;
    now.tables().store.closeImmediately();
    LOG.log(Level.WARNING, "{0}; what was not yet written is lost", why.getMessage());
    LOG.log(Level.DEBUG, "where the store failed", e);
    return why;
  }

  /** Tries to open a failed store again. Writer thread only. */
  boolean reopen() {
    if (open != null) {
      return true;
    }
    try {
      open = openTables();
      failure = null;
      return true;
    } catch (StoreUnavailable e) {
      failure = e;
      return false;
    }
  }

  /** Why the store cannot be used, or null while it can. */
  @Nullable
  String failure() {
    StoreUnavailable why = failure;
    return why == null ? null : why.getMessage();
  }

  long traces() {
    Open now = open;
    return now == null ? 0 : now.writer().traces();
  }

  long bytes() {
    Open now = open;
    return now == null ? 0 : now.writer().bytes();
  }

  long evicted() {
    Open now = open;
    return now == null ? 0 : now.writer().evicted();
  }

  /**
   * Makes space of dropped traces free for new ones when there is much of it. Writer thread only.
   *
   * <p>The file does not get smaller: MVStore's compactFile, which would see to that, failed an
   * assertion of its own under load (2.4.240, see RATIONALE.md).
   */
  void tidy() {
    Open now = open;
    if (fileName == null || now == null) {
      return;
    }
    try {
      MVStore store = now.tables().store;
      if (store.getFileStore().size() > SMALL_FILE_BYTES) {
        store.compact(FILL_PERCENT, TIDY_BYTES);
      }
    } catch (MVStoreException e) {
      fail(now, e);
    }
  }

  /** Writes what is left and closes the file; a failure is logged, not thrown. */
  @Override
  public void close() {
    Open now = open;
    open = null;
    if (now == null) {
      return;
    }
    try {
      now.tables().store.close();
    } catch (MVStoreException e) {
      LOG.log(Level.WARNING, Tables.describe(fileName, e));
      now.tables().store.closeImmediately();
    }
  }
}
