// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How long each thing is measured.
 *
 * @param rounds how often everything is measured, one library after the other; each in a JVM of its
 *     own
 * @param warmups before measuring
 * @param iterations that count
 * @param millis each of these lasts
 */
record Effort(int rounds, int warmups, int iterations, int millis) {

  private static final double MOST_STRETCH = 3;

  /** For the published table: half an hour to an hour. */
  static final Effort FULL = new Effort(3, 6, 5, 300);

  /** For a look: minutes. */
  static final Effort QUICK = new Effort(1, 4, 3, 200);

  /** For CI: the shortest that tells a regression from noise. */
  static final Effort SHORTEST = new Effort(1, 3, 3, 200);

  TimeValue time() {
    return TimeValue.milliseconds(millis);
  }

  /** The same, and twice as long. */
  Effort longer() {
    return new Effort(rounds, warmups, iterations, 2 * millis);
  }

  /** On a machine with other work less of each second is ours, and compiling takes as much CPU. */
  Effort stretchedFor(double load, int processors) {
    double factor = Math.min(MOST_STRETCH, Math.max(1, load / processors));
    return new Effort(rounds, warmups, iterations, (int) (millis * factor));
  }
}
