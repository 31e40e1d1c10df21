// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

/** Which entities are dropped when an emitter's queue is full. */
public enum OverflowPolicy {
  /**
   * Those handed over now. What is queued was earlier, and traces that began to arrive are
   * completed.
   */
  DROP_NEWEST,
  /** Those that have waited longest. What arrives is recent. */
  DROP_OLDEST
}
