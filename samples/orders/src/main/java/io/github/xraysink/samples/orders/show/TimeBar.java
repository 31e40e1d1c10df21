// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import io.github.xraysink.samples.orders.show.Pen.Paint;
import java.util.Collection;
import java.util.Locale;

/** Draws when things happened, one line above the other, all in one window of time. */
final class TimeBar {

  /** Width of what {@link #draw} returns, in characters. */
  static final int CELLS = 32;

  private final Pen pen;
  private final double from;
  private final double seconds;

  /**
   * Bars for some entities, of which there is at least one, in the time from the first beginning to
   * the last end.
   */
  TimeBar(Pen pen, Collection<SeenEntity> entities) {
    this.pen = pen;
    this.from = entities.stream().mapToDouble(SeenEntity::start).min().orElse(0);
    double to = entities.stream()
        .mapToDouble(each -> each.end() == null ? each.start() : each.end())
        .max()
        .orElse(from);
    this.seconds = Math.max(to - from, 0.001);
  }

  /** At least one cell wide; what is in progress goes on to the right edge. */
  String draw(SeenEntity entity, Paint paint) {
    Double end = entity.end();
    int first = Math.min(CELLS - 1, cell(entity.start()));
    int next = end == null ? CELLS : Math.max(first + 1, cell(end));
    int cells = Math.min(next, CELLS) - first;
    String bar = end == null ? pen.open(cells) : pen.solid(cells);
    return " ".repeat(first) + pen.paint(paint, bar) + " ".repeat(CELLS - first - cells);
  }

  private int cell(double time) {
    return (int) Math.round((time - from) / seconds * CELLS);
  }

  /** How long an entity took, to the right of a column eight wide; empty if it is in progress. */
  static String duration(SeenEntity entity) {
    Double end = entity.end();
    return end == null
        ? " ".repeat(8)
        : String.format(Locale.ROOT, "%5.0f ms", (end - entity.start()) * 1000);
  }
}
