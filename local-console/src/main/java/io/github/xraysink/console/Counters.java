// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.atomic.LongAdder;

/** Counts what came in and what became of it, since the start. Any thread. */
final class Counters {

  /** Datagrams and HTTP documents taken off the wire. */
  final LongAdder received = new LongAdder();

  /** Documents committed to the store, invalid ones included. */
  final LongAdder stored = new LongAdder();

  /** Documents known already, byte for byte or by a complete one of the same id. */
  final LongAdder duplicates = new LongAdder();

  /** Stored documents that break the schema. */
  final LongAdder invalid = new LongAdder();

  /** Documents that could not be stored. */
  final LongAdder refused = new LongAdder();

  /** Payloads of a format not kept here, such as OTLP. */
  final LongAdder unsupported = new LongAdder();

  /** Datagrams dropped because the writer was behind. */
  final LongAdder queueFull = new LongAdder();

  /** Documents lost because the store could not be written. */
  final LongAdder storeFailed = new LongAdder();

  /** Documents dropped because their trace has too many. */
  final LongAdder traceFull = new LongAdder();

  ObjectNode toJson() {
    return Json.object()
        .put("received", received.sum())
        .put("stored", stored.sum())
        .put("duplicates", duplicates.sum())
        .put("invalid", invalid.sum())
        .put("refused", refused.sum())
        .put("unsupported", unsupported.sum())
        .put("queueFull", queueFull.sum())
        .put("storeFailed", storeFailed.sum())
        .put("traceFull", traceFull.sum());
  }
}
