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

  /** The mean. */
  static double mean(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** Half the width of the 95 % confidence interval of the mean, by Student's t. */
  static double margin(Collection<Double> values) {
    int freedom = values.size() - 1;
    if (freedom < 1) {
      throw new IllegalArgumentException("one value has no margin");
    }
    double mean = mean(values);
    double squares =
        values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return t(freedom) * Math.sqrt(squares / freedom / values.size());
  }

  /** The 97.5 % quantile of Student's t, to within one percent (Cornish and Fisher's expansion). */
  static double t(int freedom) {
    if (freedom < FIRST_QUANTILES.length) {
      return FIRST_QUANTILES[freedom];
    }
    double z = 1.959964;
    return z + (z * z * z + z) / (4 * freedom);
  }

  // By degrees of freedom; there is none for 0.
  private static final double[] FIRST_QUANTILES = {
    Double.NaN, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228
  };
}
