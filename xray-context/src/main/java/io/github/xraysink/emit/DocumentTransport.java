// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.time.Duration;
import java.util.List;

/**
 * Carries finished documents to their destination: the seam for daemons, APIs and other back ends.
 *
 * <p>All methods are called on the emitter's thread, {@link #close} also on the thread that closes
 * the emitter.
 */
public interface DocumentTransport extends AutoCloseable {

  /**
   * Sends a batch, never blocking longer than the transport's own bound.
   *
   * @param batch one to {@link #maxBatch} documents
   * @return one outcome per document, in the same order
   */
  List<Outcome> send(List<TraceDocument> batch);

  /** How many documents {@link #send} takes at once; at least 1. */
  int maxBatch();

  /**
   * How long the emitter may hold back a batch that is not full, so that more documents can join
   * it; asked once. A flush and a close do not wait for it.
   *
   * @return by default zero, which sends as soon as nothing more is queued; at most a minute counts
   */
  default Duration flushInterval() {
    return Duration.ZERO;
  }

  /**
   * Whether this transport sends {@link TraceDocument#json}; asked once.
   *
   * <p>One that reads {@link TraceDocument#root} instead should say {@code false}: then no JSON is
   * written for it, and nothing is split or trimmed to fit 64 KB. {@code json()} still answers, but
   * writes anew at each call.
   */
  default boolean needsJson() {
    return true;
  }

  /**
   * Whether traces go where OpenTelemetry's tracers send theirs. Calls then carry W3C's headers
   * too, if nobody chose otherwise. Asked when a recorder is built, on that thread.
   */
  default boolean openTelemetry() {
    return false;
  }

  /** Releases what the transport holds. May be called more than once. */
  @Override
  void close();
}
