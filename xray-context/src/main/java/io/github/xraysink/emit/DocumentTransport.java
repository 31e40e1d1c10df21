// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

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

  /** Releases what the transport holds. May be called more than once. */
  @Override
  void close();
}
