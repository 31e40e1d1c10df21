// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What arrived, held against what was done.
 *
 * @param orders that were placed
 * @param traces that belong to them, settlement included
 * @param documents that the console received, of whatever trace
 * @param invalid documents that X-Ray might not take
 * @param lost entities that are not there, or not with their end
 * @param duplicate documents that came again
 * @param misplaced entities that hang somewhere else, or that nobody made
 * @param wrongFaults entities that failed and look well, or the other way round
 * @param logLines that speak of an order
 * @param logLinesRight those with the ids of the order's trace beside them
 */
record Judgement(
    int orders,
    int traces,
    int documents,
    int invalid,
    int lost,
    int duplicate,
    int misplaced,
    int wrongFaults,
    int logLines,
    int logLinesRight) {

  private static final String SETTLEMENT = "storefront";
  private static final String PAYMENT = SETTLEMENT + "/settle payment";
  private static final String WRITE = PAYMENT + "/DynamoDb";

  /** Whether all is as it should be. */
  boolean right() {
    return orders > 0
        && documents > 0
        && logLines > 0
        && invalid + lost + duplicate + misplaced + wrongFaults == 0
        && logLinesRight == logLines;
  }

  /**
   * Compares.
   *
   * @param seen the traces of the orders, in their order
   * @param settlements the traces of the job's runs
   */
  static Judgement of(
      List<PlacedOrder> orders,
      List<SeenTrace> seen,
      List<SeenTrace> settlements,
      JsonNode console,
      LogCheck log) {
    int lost = 0;
    int misplaced = 0;
    int wrongFaults = 0;
    for (int i = 0; i < orders.size(); i++) {
      Kind kind = orders.get(i).kind();
      SeenTrace trace = seen.get(i);
      lost += missing(kind.paths, trace.paths());
      misplaced += missing(trace.paths(), kind.paths);
      wrongFaults += missing(kind.faults, trace.faults()) + missing(trace.faults(), kind.faults);
    }
    List<String> paths = new ArrayList<>();
    settlements.forEach(run -> paths.addAll(run.paths()));
    List<String> expected = settled(orders, settlements.size());
    return new Judgement(
        orders.size(),
        seen.size() + settlements.size(),
        console.path("received").asInt(),
        console.path("invalid").asInt() + console.path("refused").asInt(),
        lost + missing(expected, paths),
        console.path("duplicates").asInt(),
        misplaced + missing(paths, expected),
        wrongFaults,
        log.lines(),
        log.right());
  }

  /** Each order that went well is settled once, in whichever run. */
  private static List<String> settled(List<PlacedOrder> orders, int runs) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      expected.add(SETTLEMENT);
    }
    orders.stream().filter(order -> order.kind() == Kind.GOOD).forEach(order -> {
      expected.add(PAYMENT);
      expected.add(WRITE);
    });
    return expected;
  }

  /** How many of {@code wanted} are not in {@code present}, each as often as it is there. */
  private static int missing(Collection<String> wanted, Collection<String> present) {
    List<String> left = new ArrayList<>(present);
    return (int) wanted.stream().filter(each -> !left.remove(each)).count();
  }

  /** For {@code --json}, in a stable order. */
  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("ok", right());
    summary.put("java", System.getProperty("java.version"));
    summary.put("orders", orders);
    summary.put("traces", traces);
    summary.put("documents", documents);
    summary.put("invalid", invalid);
    summary.put("lost", lost);
    summary.put("duplicate", duplicate);
    summary.put("misplaced", misplaced);
    summary.put("wrong_faults", wrongFaults);
    summary.put("log_lines", logLines);
    summary.put("log_lines_with_right_id", logLinesRight);
    return summary;
  }
}
