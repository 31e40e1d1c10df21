// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.util.EnumMap;
import java.util.Map;

/** What one library took for one row in one round. */
record Sample(Map<Metric, Double> values) {

  Sample {
    values = new EnumMap<>(values);
  }

  double get(Metric metric) {
    Double value = values.get(metric);
    if (value == null) {
      throw new IllegalArgumentException("no " + metric + " in " + values);
    }
    return value;
  }

  boolean has(Metric metric) {
    return values.containsKey(metric);
  }
}
