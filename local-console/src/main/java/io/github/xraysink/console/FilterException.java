// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

/** A filter expression that cannot be understood; the message says what and at which position. */
final class FilterException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int position;

  /** @param position where in the expression, 1 for its first character */
  FilterException(String problem, int position) {
    super("Invalid filter expression: " + problem + " at position " + position);
    this.position = position;
  }

  int position() {
    return position;
  }
}
