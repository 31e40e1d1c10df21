// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront.demo;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines that speak of an order, and whether they carry the ids of the right trace.
 *
 * @param lines how many there are
 * @param right how many of them carry the right ids
 */
record LogCheck(int lines, int right) {

  /** {@code [<trace> <entity>] .. : order <id> ..}, as the shop's log pattern writes it. */
  private static final Pattern LINE =
      Pattern.compile("\\[([^\\s\\[\\]]*) ([^\\s\\[\\]]*)] [^\\[]*: order (\\w{8}) (.*)");

  static LogCheck of(
      List<String> log,
      List<PlacedOrder> orders,
      List<SeenTrace> seen,
      List<SeenTrace> settlements) {
    int lines = 0;
    int right = 0;
    for (String line : log) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.find()) {
        boolean settling = matcher.group(4).endsWith("SETTLED");
        List<SeenTrace> traces = settling ? settlements : traceOf(matcher.group(3), orders, seen);
        lines++;
        right += names(traces, matcher.group(1), matcher.group(2)) ? 1 : 0;
      }
    }
    return new LogCheck(lines, right);
  }

  private static List<SeenTrace> traceOf(
      String orderId, List<PlacedOrder> orders, List<SeenTrace> seen) {
    for (int i = 0; i < orders.size(); i++) {
      if (orders.get(i).id().equals(orderId)) {
        return List.of(seen.get(i));
      }
    }
    return List.of();
  }

  private static boolean names(List<SeenTrace> traces, String traceId, String entityId) {
    return traces.stream().anyMatch(trace -> trace.id().equals(traceId) && trace.knows(entityId));
  }
}
