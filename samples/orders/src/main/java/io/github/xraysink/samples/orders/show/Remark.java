// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

/**
 * Something to tell about an entity.
 *
 * @param wrong whether it should not be so
 */
record Remark(boolean wrong, String text) {

  static Remark wrong(String text) {
    return new Remark(true, text);
  }

  static Remark note(String text) {
    return new Remark(false, text);
  }
}
