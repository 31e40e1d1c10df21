// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What an emitter counts. Written by many threads, without any of them waiting. */
final class EmitterCounts {

  private final LongAdder begun = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder documents = new LongAdder();
  private final LongAdder split = new LongAdder();
  private final LongAdder trimmed = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder[] dropped = new LongAdder[DropReason.values().length];
  private volatile @Nullable String lastError;

  EmitterCounts() {
    for (int i = 0; i < dropped.length; i++) {
      dropped[i] = new LongAdder();
    }
  }

  void begun(int entities) {
    begun.add(entities);
  }

  void sent(CountedDocument document) {
    sent.add(document.completed());
    documents.increment();
    bytes.add(document.bytes());
  }

  void dropped(DropReason reason, long entities) {
    dropped[reason.ordinal()].add(entities);
  }

  void written(DocumentSplitter.Result result) {
    if (result.documents() > 1) {
      split.increment();
    }
    trimmed.add(result.trimmed());
  }

  void error(String what) {
    lastError = what;
  }

  @Nullable
  String lastError() {
    return lastError;
  }

  /** Losses so far, duplicates not among them. */
  long lost() {
    long lost = 0;
    for (DropReason reason : DropReason.values()) {
      lost += reason == DropReason.DUPLICATE ? 0 : dropped[reason.ordinal()].sum();
    }
    return lost;
  }

  Map<DropReason, Long> droppedByReason() {
    Map<DropReason, Long> reasons = new EnumMap<>(DropReason.class);
    for (DropReason reason : DropReason.values()) {
      long count = dropped[reason.ordinal()].sum();
      if (count > 0) {
        reasons.put(reason, count);
      }
    }
    return reasons;
  }

  EmitterStats snapshot(long queued) {
    return new EmitterStats(
        begun.sum(),
        sent.sum(),
        droppedByReason(),
        documents.sum(),
        split.sum(),
        trimmed.sum(),
        bytes.sum(),
        queued);
  }
}
