// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results of which some rows were measured again. Ratios stay within one run: rows go as a whole. */
final class Merged {

  private Merged() {}

  static Results of(Results before, Results again) {
    Map<String, Measured> rows = new LinkedHashMap<>();
    before.rows().forEach(row -> rows.put(row.id(), row));
    again.rows().forEach(row -> rows.put(row.id(), row));
    List<Measured> ordered = new ArrayList<>(rows.values());
    ordered.sort((a, b) -> Integer.compare(a.section(), b.section()));
    return new Results(again.where(), ordered);
  }
}
