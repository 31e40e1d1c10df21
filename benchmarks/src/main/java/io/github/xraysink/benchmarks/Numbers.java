// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.util.Collection;

/** What is made of several measured values. */
final class Numbers {

  private Numbers() {}

  /** The value in the middle, or between the two in the middle. */
  static double median(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("nothing to take the median of");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
