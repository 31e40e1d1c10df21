// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * Draws a trace as an indented tree for a terminal. Control characters in names are shown as '?'.
 */
final class TreePrinter {

  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String BOLD = "\u001b[1m";
  private static final String RESET = "\u001b[0m";

  /** A terminal is no place for more; the page shows all. */
  private static final int MAX_LINES = 200;

  private final boolean colors;

  TreePrinter(boolean colors) {
    this.colors = colors;
  }

  String print(TraceRecord trace, TraceTree tree) {
    StringBuilder out = new StringBuilder();
    out.append(paint(BOLD, trace.traceId()))
        .append("  ")
        .append(millis(trace.durationMicros()))
        .append("  ")
        .append(trace.entities())
        .append(trace.entities() == 1 ? " entity" : " entities")
        .append('\n');
    int lines = 0;
    for (Entity entity : tree.inOrder()) {
      if (++lines > MAX_LINES) {
        out.append("  ... ").append(trace.entities() - MAX_LINES).append(" more\n");
        break;
      }
      line(out, entity);
    }
    return out.toString();
  }

  private void line(StringBuilder out, Entity entity) {
    out.append("  ".repeat(1 + Math.min(entity.depth, 40)));
    out.append(entity.segment ? "■ " : "· ");
    String state = TraceView.state(entity);
    String color = state.equals("ok") ? "" : state.equals("fault") ? RED : YELLOW;
    out.append(paint(color, clean(entity.name())));
    out.append("  ").append(entity.inProgress() ? "in progress" : duration(entity));
    http(out, entity.fields().path("http"));
    if (!state.equals("ok")) {
      out.append("  ").append(paint(color, state));
    }
    for (JsonNode exception : entity.fields().path("cause").path("exceptions")) {
      out.append("  ").append(clean(Json.textAt(exception, "type")));
      out.append(": ").append(clean(Json.textAt(exception, "message")));
      break;
    }
    out.append('\n');
  }

  private static String duration(Entity entity) {
    return millis(entity.endOrStart() - entity.start());
  }

  private static void http(StringBuilder out, JsonNode http) {
    String method = Json.textAt(http.path("request"), "method");
    String url = Json.textAt(http.path("request"), "url");
    int status = http.path("response").path("status").asInt(0);
    if (!method.isEmpty() || !url.isEmpty()) {
      out.append("  ").append(clean((method + " " + url).trim()));
    }
    if (status != 0) {
      out.append("  ").append(status);
    }
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.1f ms", micros / 1_000.0);
  }

  private String paint(String color, String text) {
    return colors && !color.isEmpty() ? color + text + RESET : text;
  }

  /** Names come from anywhere: an escape sequence in one must not reach the terminal. */
  private static String clean(String text) {
    String cut = text.length() > 300 ? text.substring(0, 300) : text;
    return cut.replaceAll("\\p{C}", "?");
  }
}
