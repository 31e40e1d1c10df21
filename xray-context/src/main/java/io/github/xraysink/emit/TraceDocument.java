// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

/** A read-only view of one entity tree to be sent. Used on the emitter's thread only. */
public interface TraceDocument {

  /** Id of the topmost entity. */
  String id();

  /** The trace it belongs to, {@code 1-<8 hex>-<24 hex>}. */
  String traceId();

  /** Whether the topmost entity is a segment; otherwise it is a subsegment sent on its own. */
  boolean segment();

  /** How many entities the document carries, the topmost included; at least 1. */
  int entityCount();

  /**
   * The document as compact UTF-8 JSON, written once, at most 64 KB (X-Ray developer guide,
   * "segment documents").
   *
   * <p>The array is shared: do not change it. For a transport that said it needs none
   * ({@link DocumentTransport#needsJson}), written at each call and of any size.
   */
  byte[] json();

  /** The fields, for transports that are not JSON. */
  EntityView root();
}
