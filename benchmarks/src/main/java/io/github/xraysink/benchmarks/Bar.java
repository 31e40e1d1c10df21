// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A ratio we hold ourselves to: one of ours over one of somebody else's, or over another row of
 * ours, out of the same run.
 *
 * @param row whose value is held against another
 * @param metric of both
 * @param to whose value it is held against; {@code null} for our own
 * @param toRow the row that value is in; {@code null} for the same row
 * @param scaledBy a row both are divided by first, each by its own, to compare how they scale;
 *     {@code null} for none
 * @param target what we aim at
 * @param bar what {@code check} fails above: what was last measured, and room for noise
 */
record Bar(
    String row,
    Metric metric,
    @Nullable Library to,
    @Nullable String toRow,
    @Nullable String scaledBy,
    double target,
    double bar) {

  private static final double NOTHING = 0.5;

  /** The ratio in {@code results}; empty if they do not hold all that it needs. */
  Optional<Double> ratio(Results results) {
    Double ours = value(results, row, Library.XRAYSINK);
    Double theirs = value(results, toRow == null ? row : toRow, to == null ? Library.XRAYSINK : to);
    if (ours == null || theirs == null) {
      return Optional.empty();
    }
    return Optional.of(scaledBy == null ? divide(ours, theirs) : ours / theirs);
  }

  private @Nullable Double value(Results results, String id, Library library) {
    Double value = results.row(id).map(found -> found.middle(library, metric)).orElse(null);
    if (value == null || scaledBy == null) {
      return value;
    }
    Double unit =
        results.row(scaledBy).map(found -> found.middle(library, metric)).orElse(null);
    return unit == null ? null : value / unit;
  }

  /** Less than half a byte or nanosecond is nothing, and nothing over nothing is nothing. */
  static double divide(double ours, double theirs) {
    if (theirs < NOTHING) {
      return ours < NOTHING ? 0 : Double.POSITIVE_INFINITY;
    }
    return ours / theirs;
  }

  /** In words, for the table and for {@code check}. */
  String title() {
    String against = to == null ? "" : " to " + to.title();
    String other = toRow == null ? "" : " to " + toRow;
    String scaled = scaledBy == null ? "" : ", each over " + scaledBy;
    return row + " " + metric.name().toLowerCase(Locale.ROOT) + against + other + scaled;
  }
}
