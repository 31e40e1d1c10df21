// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Results made by hand. */
final class Sampled {

  private Sampled() {}

  static Measured row(String id, Metric metric, double ours, double sdk) {
    return new Measured(
        id,
        "some work",
        Map.of(
            Library.XRAYSINK, List.of(new Sample(Map.of(metric, ours))),
            Library.SDK, List.of(new Sample(Map.of(metric, sdk)))));
  }

  static Results results(Measured... rows) {
    return new Results(
        new Results.Where("2 processors", "JDK 17", "2026-11-21", "benchmarks/run", 0.5),
        List.of(rows));
  }

  static Map<String, Row> catalogue() {
    return Catalogue.rows().stream().collect(Collectors.toMap(Row::id, Function.identity()));
  }
}
