// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.stress;

import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.DocumentTransport;
import io.github.xraysink.emit.EmitterStats;
import io.github.xraysink.emit.Outcome;
import io.github.xraysink.emit.TraceDocument;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Delivers nowhere, at once, and counts. */
final class CountingTransport implements DocumentTransport {

  private final AtomicInteger entities = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private volatile boolean late;

  @Override
  public List<Outcome> send(List<TraceDocument> batch) {
    if (closed.get() > 0) {
      late = true;
    }
    batch.forEach(document -> entities.addAndGet(document.entityCount()));
    return Collections.nCopies(batch.size(), Outcome.SENT);
  }

  @Override
  public int maxBatch() {
    return 1;
  }

  @Override
  public void close() {
    closed.incrementAndGet();
  }

  /**
   * What became of {@code offered} entities, now that {@code emitter} has closed this transport in
   * peace.
   */
  String verdict(BoundedEmitter emitter, int offered) {
    if (late) {
      return "late";
    }
    if (closed.get() != 1) {
      return "unclosed";
    }
    EmitterStats stats = emitter.stats();
    return stats.entitiesSent() == entities.get()
        ? counted(emitter, offered)
        : "lost or twice: " + entities + " arrived, " + stats;
  }

  /** Whether {@code emitter}, now closed, has counted {@code offered} entities, each once. */
  static String counted(BoundedEmitter emitter, int offered) {
    EmitterStats stats = emitter.stats();
    long known = stats.entitiesSent() + stats.queued();
    for (long dropped : stats.entitiesDropped().values()) {
      known += dropped;
    }
    if (known == offered && stats.entitiesBegun() == offered && stats.queued() == 0) {
      return Round.EACH_ONCE;
    }
    return (known > offered ? "twice: " : "lost: ") + stats;
  }
}
