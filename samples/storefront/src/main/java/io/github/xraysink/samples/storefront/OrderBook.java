// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The newest orders, for the page. What counts is in the database. */
@Component
class OrderBook {

  private static final int KEPT = 2_000;

  /**
   * One line of the page.
   *
   * @param traceId where to look in the console; {@code null} if the order is not sampled
   */
  record Line(
      String id, String item, OrderStatus status, @Nullable String traceId) {}

  // Guarded by itself; the eldest goes first.
  private final Map<String, Line> lines = new LinkedHashMap<>();

  void placed(Order order, @Nullable String traceId) {
    synchronized (lines) {
      lines.put(order.id(), new Line(order.id(), order.item(), OrderStatus.PLACED, traceId));
      if (lines.size() > KEPT) {
        lines.remove(lines.keySet().iterator().next());
      }
    }
  }

  void is(String id, OrderStatus status) {
    synchronized (lines) {
      lines.computeIfPresent(
          id, (any, line) -> new Line(line.id(), line.item(), status, line.traceId()));
    }
  }

  /** The newest first. */
  List<Line> newest(int most) {
    synchronized (lines) {
      List<Line> all = new ArrayList<>(lines.values());
      Collections.reverse(all);
      return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }
  }
}
