// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

/** Why entities were not delivered. */
public enum DropReason {
  /** The queue was full: the application produced faster than the transport could send. */
  QUEUE_FULL,
  /** The emitter had been closed, or its time to close ran out. */
  CLOSED,
  /** The transport refused the document for good. */
  REJECTED,
  /** The transport could not deliver the document: an I/O error, or retries used up. */
  SEND_FAILED,
  /** The document could not be written, not even with markers in place of what is wrong with it. */
  UNWRITABLE,
  /** It was handed over a second time. Not a loss: the first copy was sent. */
  DUPLICATE
}
