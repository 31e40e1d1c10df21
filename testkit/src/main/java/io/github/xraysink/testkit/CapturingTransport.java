// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import io.github.xraysink.emit.DocumentTransport;
import io.github.xraysink.emit.Outcome;
import io.github.xraysink.emit.TraceDocument;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A transport that keeps what an emitter would send: documents as they leave the process, after
 * splitting and trimming.
 *
 * <p>They arrive on the emitter's thread: flush the emitter, or {@link CapturedTraces#await},
 * before looking.
 */
public final class CapturingTransport implements DocumentTransport {

  private static final int BATCH = 50;

  private final List<CapturedDocument> documents = new CopyOnWriteArrayList<>();

  @Override
  public List<Outcome> send(List<TraceDocument> batch) {
    for (TraceDocument document : batch) {
      documents.add(CapturedDocument.of(new String(document.json(), StandardCharsets.UTF_8)));
    }
    return Collections.nCopies(batch.size(), Outcome.SENT);
  }

  @Override
  public int maxBatch() {
    return BATCH;
  }

  /** Without effect: there is nothing to release. */
  @Override
  public void close() {}

  /** The documents so far, in the order in which they were sent. A copy. */
  public List<CapturedDocument> documents() {
    return List.copyOf(documents);
  }

  /** What was captured, put together into trees. */
  public CapturedTraces traces() {
    return new CapturedTraces(this::documents);
  }
}
