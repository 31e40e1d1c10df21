// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import static io.github.xraysink.benchmarks.Library.BARE;
import static io.github.xraysink.benchmarks.Library.BRAVE;
import static io.github.xraysink.benchmarks.Library.DROP_IN;
import static io.github.xraysink.benchmarks.Library.MICROMETER;
import static io.github.xraysink.benchmarks.Library.OPENTELEMETRY;
import static io.github.xraysink.benchmarks.Library.SDK;
import static io.github.xraysink.benchmarks.Library.XRAYSINK;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything that is measured with JMH. */
final class Catalogue {

  private static final List<Library> TRACERS =
      List.of(XRAYSINK, DROP_IN, SDK, OPENTELEMETRY, BRAVE);
  private static final List<Library> CARRIERS =
      List.of(XRAYSINK, DROP_IN, SDK, OPENTELEMETRY, BRAVE, MICROMETER);

  private Catalogue() {}

  static Set<String> ids() {
    return rows().stream().map(Row::id).collect(Collectors.toUnmodifiableSet());
  }

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    handOver(rows);
    lifecycle(rows);
    rows.add(Row.of(
        "3.finish",
        "finish a root with 10 children, emission included",
        "FinishBench.finish",
        TRACERS));
    documents(rows);
    filters(rows);
    executors(rows);
    growth(rows);
    logLines(rows);
    interceptors(rows);
    return rows;
  }

  private static void handOver(List<Row> rows) {
    for (Situation situation : List.of(Situation.SAMPLED, Situation.UNSAMPLED, Situation.NOTHING)) {
      Map<String, String> there = Map.of("situation", situation.name());
      String where = lower(situation);
      rows.add(Row.of(
              "1.wrap-run." + where.replace(" ", "-"),
              "capture, wrap, run; " + where,
              "HandOverBench.wrapAndRun",
              CARRIERS)
          .with(there));
      rows.add(Row.of(
              "1.arrive." + where.replace(" ", "-"),
              "run what was wrapped elsewhere; " + where,
              "ArrivalBench.run",
              CARRIERS)
          .with(there));
      rows.add(Row.of(
              "1.scope." + where.replace(" ", "-"),
              "restore and close a scope; " + where,
              "HandOverBench.scope",
              CARRIERS)
          .with(there));
    }
  }

  private static void lifecycle(List<Row> rows) {
    for (Situation situation : List.of(Situation.SAMPLED, Situation.UNSAMPLED, Situation.OFF)) {
      rows.add(Row.of(
              "2.child." + lower(situation),
              "begin and end a child; "
                  + (situation == Situation.OFF ? "not recording" : lower(situation)),
              "LifecycleBench.child",
              TRACERS)
          .with(Map.of("situation", situation.name())));
    }
    for (int children : new int[] {1, 10, 100}) {
      rows.add(root(children, 1));
    }
    for (int threads : new int[] {2, 8}) {
      rows.add(root(10, threads));
      rows.add(Row.of(
              "2.one-parent.threads-" + threads,
              "a child, " + threads + " threads under one parent",
              "LifecycleBench.childOfOneParent",
              TRACERS)
          .threads(threads));
    }
  }

  private static Row root(int children, int threads) {
    String id = "2.root-" + children + (threads == 1 ? "" : ".threads-" + threads);
    String work = "root with " + children + (children == 1 ? " child" : " children")
        + (threads == 1 ? "" : ", " + threads + " threads with roots of their own");
    return Row.of(id, work, "LifecycleBench.root", TRACERS)
        .with(Map.of("children", Integer.toString(children)))
        .threads(threads);
  }

  private static void documents(List<Row> rows) {
    for (DocumentBench.Size size : DocumentBench.Size.values()) {
      rows.add(Row.of(
              "4.document." + size.name().toLowerCase(Locale.ROOT),
              "write " + size.title(),
              "DocumentBench.write",
              List.of(XRAYSINK, SDK, OPENTELEMETRY, BRAVE))
          .with(Map.of("size", size.name())));
    }
    rows.add(Row.of(
            "4.otlp-json.medium",
            "the medium one; OpenTelemetry as OTLP JSON",
            "DocumentBench.writeJson",
            List.of(XRAYSINK, SDK, OPENTELEMETRY, BRAVE))
        .with(Map.of("size", DocumentBench.Size.MEDIUM.name())));
  }

  private static void filters(List<Row> rows) {
    for (Situation situation : List.of(Situation.SAMPLED, Situation.UNSAMPLED)) {
      rows.add(Row.of(
              "5.filter." + lower(situation),
              "the filter alone, " + lower(situation),
              "FilterBench.serve",
              TRACERS)
          .with(Map.of("situation", situation.name())));
    }
  }

  private static void executors(List<Row> rows) {
    List<Library> all = new ArrayList<>(CARRIERS);
    all.add(BARE);
    for (ExecutorBench.Pool pool : ExecutorBench.Pool.available()) {
      Map<String, String> there = Map.of("pool", pool.name());
      rows.add(Row.of(
              "6.latency." + pool.id(),
              "there and back, " + pool.title(),
              "ExecutorBench.thereAndBack",
              all)
          .with(there));
      rows.add(Row.of(
              "6.throughput." + pool.id(),
              "one of 1,000 tasks, " + pool.title(),
              "ExecutorBench.thousand",
              all)
          .with(there)
          .per(ExecutorBench.TASKS));
    }
  }

  private static void growth(List<Row> rows) {
    for (int children : new int[] {10, 1_000, 100_000}) {
      rows.add(Row.of(
              "7.children-" + children,
              "per child, root with " + String.format(Locale.ROOT, "%,d", children),
              "LifecycleBench.root",
              TRACERS)
          .with(Map.of("children", Integer.toString(children)))
          .per(children));
    }
    for (int siblings : new int[] {0, 100, 10_000}) {
      rows.add(Row.of(
              "7.siblings-" + siblings,
              "a child beside " + String.format(Locale.ROOT, "%,d", siblings) + " open ones",
              "GrowthBench.childBesideSiblings",
              TRACERS)
          .with(Map.of("open", Integer.toString(siblings))));
    }
    for (int segments : new int[] {1, 100, 10_000}) {
      rows.add(Row.of(
              "7.segments-" + segments,
              "a root with 1 child beside " + String.format(Locale.ROOT, "%,d", segments)
                  + " open roots",
              "GrowthBench.rootBesideRoots",
              TRACERS)
          .with(Map.of("open", Integer.toString(segments))));
    }
  }

  private static void logLines(List<Row> rows) {
    Map<String, String> inTrace = logging(Situation.SAMPLED, LogBench.Way.WORD);
    Map<String, String> outside = logging(Situation.NOTHING, LogBench.Way.WORD);
    Map<String, String> mdc = logging(Situation.SAMPLED, LogBench.Way.MDC);
    List<Library> all = List.of(XRAYSINK, SDK, BARE);
    rows.add(Row.of(
            "8.log.in-a-trace", "a log line with the trace's id, in a trace", "LogBench.line", all)
        .with(inTrace));
    rows.add(
        Row.of("8.log.outside", "a log line with the trace's id, outside", "LogBench.line", all)
            .with(outside));
    rows.add(Row.of(
            "8.log.mdc",
            "a log line with the trace's id, from the MDC",
            "LogBench.line",
            List.of(XRAYSINK, SDK))
        .with(mdc));
    rows.add(Row.of("8.quiet-line", "a line below its logger's level", "LogBench.quietLine", all)
        .with(inTrace));
    rows.add(Row.of(
            "8.quiet-child",
            "a child in which nothing is logged, its ids in the MDC",
            "LogBench.quietChild",
            List.of(XRAYSINK, SDK))
        .with(mdc));
  }

  private static Map<String, String> logging(Situation situation, LogBench.Way way) {
    return Map.of("situation", situation.name(), "way", way.name());
  }

  private static void interceptors(List<Row> rows) {
    for (String way : List.of("proxy", "spring", "cdi")) {
      rows.add(Row.of(
          "8." + way,
          "a method with @XraySubsegment, by " + InterceptorBench.title(way),
          "InterceptorBench." + way,
          List.of(XRAYSINK, BARE)));
    }
  }

  private static String lower(Situation situation) {
    return situation == Situation.NOTHING
        ? "no context"
        : situation.name().toLowerCase(Locale.ROOT);
  }
}
