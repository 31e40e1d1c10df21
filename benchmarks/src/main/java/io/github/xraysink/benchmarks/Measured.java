// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row with what was measured, a sample for each round.
 *
 * @param id of the row
 * @param work as the table says it
 * @param samples of each library, in the order of the rounds
 */
record Measured(String id, String work, Map<Library, List<Sample>> samples) {

  Measured {
    samples = new EnumMap<>(samples);
  }

  /** The value in the middle of the rounds; {@code null} if it was not measured. */
  @Nullable
  Double middle(Library library, Metric metric) {
    List<Double> values = values(library, metric);
    return values.isEmpty() ? null : Numbers.median(values);
  }

  List<Double> values(Library library, Metric metric) {
    List<Double> values = new ArrayList<>();
    for (Sample sample : samples.getOrDefault(library, List.of())) {
      if (sample.has(metric)) {
        values.add(sample.get(metric));
      }
    }
    return values;
  }

  /** The part of the table it belongs to. */
  int section() {
    return Integer.parseInt(id.substring(0, id.indexOf('.')));
  }
}
