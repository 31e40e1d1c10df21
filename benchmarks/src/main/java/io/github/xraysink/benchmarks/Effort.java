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
 * @param warmupMillis each of those before lasts
 */
record Effort(int rounds, int warmups, int iterations, int millis, int warmupMillis) {

  private static final double MOST_STRETCH = 4;

  /** For the published table: half an hour to an hour. */
  static final Effort FULL = new Effort(3, 6, 5, 300, 300);

  /** For a look: minutes. */
  static final Effort QUICK = new Effort(1, 4, 3, 200, 200);

  /** For CI: the shortest that tells a regression from noise. */
  static final Effort SHORTEST = new Effort(1, 3, 3, 200, 250);

  TimeValue time() {
    return TimeValue.milliseconds(millis);
  }

  /** The same, and twice as long. */
  Effort longer() {
    return new Effort(rounds, warmups, iterations, 2 * millis, 2 * warmupMillis);
  }

  TimeValue warmupTime() {
    return TimeValue.milliseconds(warmupMillis);
  }

  /**
   * On a machine with other work less of each second is ours, and compiling takes as much CPU as
   * ever: what is not warmed up long enough tells about the interpreter. CPU time is measured as
   * well in a short while as in a long one.
   */
  Effort stretchedFor(double load, int processors) {
    double factor = Math.min(MOST_STRETCH, Math.max(1, load / processors));
    return new Effort(rounds, warmups, iterations, millis, (int) (warmupMillis * factor));
  }
}
