// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront.demo;

import java.util.List;
import java.util.Locale;

/** Draws a trace as a tree, with bars on the trace's own axis of time. */
final class TreeDrawing {

  private static final int NAME_COLUMNS = 34;
  private static final int BAR_COLUMNS = 30;
  private static final String RED = "\u001b[31m";
  private static final String BOLD = "\u001b[1m";
  private static final String RESET = "\u001b[0m";

  private final boolean colour;
  private final StringBuilder out = new StringBuilder();
  private double from;
  private double to;

  TreeDrawing(boolean colour) {
    this.colour = colour;
  }

  String draw(SeenTrace trace) {
    from = trace.entities().stream().mapToDouble(SeenEntity::start).min().orElse(0);
    to = trace.entities().stream().mapToDouble(SeenEntity::end).max().orElse(from);
    out.append("  ").append(paint(BOLD, "trace " + trace.id())).append('\n');
    trace.roots().forEach(root -> draw(root, "  ", "  "));
    return out.toString();
  }

  private void draw(SeenEntity entity, String first, String others) {
    String name = first + entity.name();
    out.append(paint(entity.segment() ? BOLD : "", name))
        .append(" ".repeat(Math.max(1, NAME_COLUMNS - name.length())))
        .append(bar(entity))
        .append(String.format(Locale.ROOT, " %4.0f ms", (entity.end() - entity.start()) * 1e3));
    if (!entity.remark().isEmpty()) {
      out.append("  ").append(paint(entity.fault() ? RED : "", entity.remark()));
    }
    out.append('\n');
    List<SeenEntity> children = entity.children();
    for (int i = 0; i < children.size(); i++) {
      boolean last = i == children.size() - 1;
      draw(children.get(i), others + (last ? "└─ " : "├─ "), others + (last ? "   " : "│  "));
    }
  }

  private String bar(SeenEntity entity) {
    int begin = Math.min(column(entity.start()), BAR_COLUMNS - 1);
    int end = Math.max(begin + 1, column(entity.end()));
    return " ".repeat(begin) + "█".repeat(end - begin) + " ".repeat(BAR_COLUMNS - end);
  }

  private int column(double time) {
    return to == from ? 0 : (int) Math.round((time - from) / (to - from) * BAR_COLUMNS);
  }

  private String paint(String code, String text) {
    return colour && !code.isEmpty() ? code + text + RESET : text;
  }
}
