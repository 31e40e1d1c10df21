// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts changes by kind. The writer's thread notes them while it writes, and commits or forgets
 * them together with what it wrote, so that a document written twice counts once. Any thread may
 * read what was committed.
 */
final class ChangeTally {

  private static final DocumentChange[] KINDS = DocumentChange.values();

  private final AtomicLongArray committed = new AtomicLongArray(KINDS.length);
  private byte[] noted = new byte[16];
  private int size;

  void add(DocumentChange change) {
    if (size == noted.length) {
      noted = Arrays.copyOf(noted, 2 * size);
    }
    noted[size++] = (byte) change.ordinal();
  }

  /** Where {@link #rewind} may go back to. */
  int mark() {
    return size;
  }

  /** Forgets what was noted after {@code mark}. */
  void rewind(int mark) {
    size = mark;
  }

  /** Counts for good what was noted since the last commit. */
  void commit() {
    for (int i = 0; i < size; i++) {
      int kind = noted[i];
      committed.lazySet(kind, committed.get(kind) + 1);
    }
    size = 0;
  }

  /** The kinds that occurred, with how often. */
  Map<DocumentChange, Long> snapshot() {
    Map<DocumentChange, Long> snapshot = new EnumMap<>(DocumentChange.class);
    for (DocumentChange change : KINDS) {
      long count = committed.get(change.ordinal());
      if (count > 0) {
        snapshot.put(change, count);
      }
    }
    return Map.copyOf(snapshot);
  }
}
