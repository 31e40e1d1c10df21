// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import java.nio.charset.Charset;

/**
 * How things are drawn on a terminal.
 *
 * @param colour with ANSI escape sequences
 * @param lines with lines and blocks from Unicode, else with what ASCII has
 */
record Pen(boolean colour, boolean lines) {

  /** What there is to paint with. */
  enum Paint {
    TITLE("1"),
    WELL("32"),
    WRONG("31"),
    NOTE("33"),
    FAINT("2");

    private final String code;

    Paint(String code) {
      this.code = code;
    }
  }

  /** Whether a terminal of that charset can show lines and blocks. */
  static boolean canDraw(Charset charset) {
    return charset.canEncode() && charset.newEncoder().canEncode("├─└│█░✓✗×");
  }

  String paint(Paint paint, String text) {
    return colour && !text.isEmpty() ? "\u001b[" + paint.code + "m" + text + "\u001b[0m" : text;
  }

  String branch(boolean last) {
    if (!lines) {
      return last ? "`- " : "|- ";
    }
    return last ? "└─ " : "├─ ";
  }

  String trunk(boolean last) {
    if (last) {
      return "   ";
    }
    return lines ? "│  " : "|  ";
  }

  String solid(int cells) {
    return (lines ? "█" : "#").repeat(cells);
  }

  String open(int cells) {
    return (lines ? "░" : "~").repeat(cells);
  }

  String yes() {
    return lines ? "✓" : "yes";
  }

  String no() {
    return lines ? "✗" : "no";
  }
}
