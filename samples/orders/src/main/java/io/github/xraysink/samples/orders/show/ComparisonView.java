// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import io.github.xraysink.samples.orders.show.Pen.Paint;
import java.util.Map;

/** Draws a table of both runs side by side. */
final class ComparisonView {

  private static final int COLUMN = 10;

  private final Pen pen;

  ComparisonView(Pen pen) {
    this.pen = pen;
  }

  String draw(Half sdk, Half xraysink) {
    StringBuilder text = new StringBuilder();
    row(text, "", column("SDK", Paint.TITLE), column("xraysink", Paint.TITLE));
    Map<String, Integer> ours = xraysink.judgement().counts().byName();
    sdk.judgement()
        .counts()
        .byName()
        .forEach((name, count) ->
            row(text, name.replace('_', ' '), number(count), number(ours.getOrDefault(name, 0))));
    for (Check check : Check.values()) {
      row(text, check.claim(), answer(check, sdk), answer(check, xraysink));
    }
    text.append('\n').append("  ").append(verdict(xraysink)).append('\n');
    return text.toString();
  }

  private static void row(StringBuilder text, String what, String sdk, String xraysink) {
    text.append(String.format("  %-58s", what)).append(sdk).append(xraysink).append('\n');
  }

  private String column(String text, Paint paint) {
    return " ".repeat(Math.max(0, COLUMN - text.length())) + pen.paint(paint, text);
  }

  private static String number(int count) {
    return String.format("%" + COLUMN + "d", count);
  }

  private String answer(Check check, Half half) {
    boolean yes = check.passes(half.judgement());
    return column(yes ? pen.yes() : pen.no(), yes ? Paint.WELL : Paint.WRONG);
  }

  private String verdict(Half xraysink) {
    return xraysink.right()
        ? pen.paint(Paint.WELL, "The traces of xraysink are right.")
        : pen.paint(Paint.WRONG, "The traces of xraysink are WRONG.");
  }
}
