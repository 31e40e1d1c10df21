// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Results as Markdown: one table for each part, then the targets. */
final class Table {

  /** What the first README shows. */
  private static final List<String> HEADLINES =
      List.of("2.child.sampled", "2.root-10", "3.finish", "1.arrive.sampled", "5.filter.sampled");

  private static final Map<Integer, String> SECTIONS = Map.of(
      1, "Carrying a position",
      2, "Beginning and ending, emission excluded",
      3, "Finishing on the request's thread, emission included",
      4, "Writing documents",
      5, "Servlet filter under load",
      6, "Executors",
      7, "Growth",
      8, "Logs and annotations",
      9, "Start-up");

  private final Results results;
  private final Bars bars;
  private final StringBuilder out = new StringBuilder();

  private Table(Results results, Bars bars) {
    this.results = results;
    this.bars = bars;
  }

  static String of(Results results, Bars bars) {
    return new Table(results, bars).write();
  }

  /** A few rows, for who wants to know about how much it is. */
  static String headlines(Results results) {
    Table table = new Table(results, new Bars(List.of()));
    table.grid(
        EnumSet.of(Library.XRAYSINK, Library.SDK, Library.OPENTELEMETRY),
        HEADLINES.stream().map(id -> results.row(id).orElseThrow()).toList());
    return table.out.toString();
  }

  private String write() {
    Results.Where where = results.where();
    out.append(String.format(
        Locale.ROOT,
        "%s, %s, %s, `%s`. Other load on the machine at the start: %.1f.%n",
        where.machine(),
        where.jdk(),
        where.date(),
        where.command(),
        where.load()));
    Map<Integer, List<Measured>> sections = new TreeMap<>();
    for (Measured row : results.rows()) {
      sections.computeIfAbsent(row.section(), number -> new ArrayList<>()).add(row);
    }
    sections.forEach(this::section);
    targets();
    return out.toString();
  }

  private void section(int number, List<Measured> rows) {
    Set<Library> libraries = EnumSet.noneOf(Library.class);
    rows.forEach(row -> libraries.addAll(row.samples().keySet()));
    out.append("\n### ")
        .append(number)
        .append(". ")
        .append(SECTIONS.get(number))
        .append("\n\n");
    grid(libraries, rows);
  }

  private void grid(Set<Library> libraries, List<Measured> rows) {
    boolean toSdk = libraries.contains(Library.SDK);
    boolean toPeer = libraries.contains(Library.OPENTELEMETRY);
    out.append("| ");
    libraries.forEach(library -> out.append("| ").append(library.title()).append(' '));
    out.append(toSdk ? "| to SDK " : "")
        .append(toPeer ? "| to OpenTelemetry " : "")
        .append("|\n|---");
    int columns = libraries.size() + (toSdk ? 1 : 0) + (toPeer ? 1 : 0);
    out.append("|---".repeat(columns)).append("|\n");
    for (Measured row : rows) {
      out.append("| ").append(row.work()).append(' ');
      libraries.forEach(library -> out.append("| ").append(cell(row, library)).append(' '));
      out.append(toSdk ? "| " + ratios(row, Library.SDK) + " " : "");
      out.append(toPeer ? "| " + ratios(row, Library.OPENTELEMETRY) + " " : "");
      out.append("|\n");
    }
  }

  private static String cell(Measured row, Library library) {
    List<String> parts = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      Double value = row.middle(library, metric);
      if (value != null && shown(row, metric)) {
        parts.add(text(metric, value));
      }
    }
    return parts.isEmpty() ? "–" : String.join(", ", parts);
  }

  /** Time on the clock says something where threads wait for each other, and only there. */
  private static boolean shown(Measured row, Metric metric) {
    return metric != Metric.CLOCK_NANOS || row.id().contains("threads") || row.section() == 6;
  }

  private static String ratios(Measured row, Library to) {
    List<String> parts = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      Double ours = row.middle(Library.XRAYSINK, metric);
      Double theirs = row.middle(to, metric);
      if (ours != null && theirs != null && compared(row, metric)) {
        // What is over the bare server may be less than nothing, as far as one can measure.
        boolean over = metric != Metric.REQUEST_CPU_MICROS || ours > 0 && theirs > 0;
        parts.add(over ? ratio(Bar.divide(ours, theirs)) : "–");
      }
    }
    return parts.isEmpty() ? "–" : String.join(", ", parts);
  }

  /** Of a server's figures only the one that is judged: see README.md, "How it is measured". */
  private static boolean compared(Measured row, Metric metric) {
    return switch (metric) {
      case WRITTEN_BYTES,
          REQUEST_CPU_MARGIN_MICROS,
          REQUEST_THREAD_MICROS,
          REQUEST_P99_MICROS,
          REQUESTS_PER_SECOND -> false;
      default -> shown(row, metric);
    };
  }

  private static String ratio(double value) {
    if (Double.isInfinite(value)) {
      return "∞";
    }
    return String.format(Locale.ROOT, value < 0.1 ? "%.3f" : "%.2f", value);
  }

  static String text(Metric metric, double value) {
    return switch (metric) {
      case CPU_NANOS -> nanos(value);
      case CLOCK_NANOS -> nanos(value) + " clock";
      case ALLOCATED_BYTES -> bytes(value);
      case WRITTEN_BYTES -> bytes(value) + " long";
      case HELD_BYTES -> bytes(value) + " held";
      case REQUEST_CPU_MICROS -> String.format(Locale.ROOT, "%.1f µs CPU", value);
      case REQUEST_CPU_MARGIN_MICROS -> String.format(Locale.ROOT, "±%.1f", value);
      case REQUEST_THREAD_MICROS -> String.format(Locale.ROOT, "%.1f µs of it serving", value);
      case REQUEST_P99_MICROS -> String.format(Locale.ROOT, "p99 %.0f µs", value);
      case REQUESTS_PER_SECOND -> String.format(Locale.ROOT, "%,.0f/s", value);
      case START_MILLIS -> String.format(Locale.ROOT, "%.0f ms", value);
      case START_CPU_MILLIS -> String.format(Locale.ROOT, "%.0f ms CPU", value);
      case START_CLASSES -> String.format(Locale.ROOT, "%,.0f classes", value);
    };
  }

  private static String nanos(double value) {
    return value < 100
        ? String.format(Locale.ROOT, "%.1f ns", value)
        : value < 100_000
            ? String.format(Locale.ROOT, "%,.0f ns", value)
            : String.format(Locale.ROOT, "%,.0f µs", value / 1e3);
  }

  private static String bytes(double value) {
    return String.format(Locale.ROOT, "%,.0f B", value);
  }

  private void targets() {
    out.append("\n### Targets\n\n| ratio | measured | target | |\n|---|---|---|---|\n");
    for (Bar bar : bars.bars()) {
      @Nullable Double ratio = bar.ratio(results).orElse(null);
      String verdict = ratio == null ? "" : ratio <= bar.target() ? "met" : "**missed**";
      out.append(String.format(
          Locale.ROOT,
          "| %s | %s | %s | %s |%n",
          bar.title(),
          ratio == null ? "–" : ratio(ratio),
          ratio(bar.target()),
          verdict));
    }
  }
}
