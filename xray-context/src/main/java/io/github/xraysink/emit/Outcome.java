// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

/** What became of one document handed to a {@link DocumentTransport}. */
public sealed interface Outcome {

  /** The transport delivered it, as far as its protocol can tell. */
  record Sent() implements Outcome {}

  /**
   * It can never be delivered: it is dropped and counted.
   *
   * @param reason short and of low cardinality, for counters and logs
   */
  record Rejected(String reason) implements Outcome {}

  /**
   * It was not delivered this time; the emitter may offer it again.
   *
   * @param reason short and of low cardinality, for counters and logs
   */
  record Retry(String reason) implements Outcome {}

  /**
   * It was not delivered, and the transport has already tried as often as it is worth: it is
   * dropped and counted as {@link DropReason#SEND_FAILED}.
   *
   * @param reason short and of low cardinality, for counters and logs
   */
  record Failed(String reason) implements Outcome {}

  /** The one instance of {@link Sent} anybody needs. */
  Outcome SENT = new Sent();
}
