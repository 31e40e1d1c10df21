// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

/**
 * One entity, written without what is below it.
 *
 * @param head what comes before the subsegments
 * @param tail what comes after, without the closing brace
 * @param trimmed whether something was left out
 */
record OwnPart(byte[] head, byte[] tail, boolean trimmed) {

  int length() {
    return head.length + tail.length + 1;
  }
}
