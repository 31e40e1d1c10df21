// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

/**
 * How a number of calls went, in the classes X-Ray counts by: each call is exactly one of ok, error
 * (4xx other than 429), throttle (429) and fault.
 *
 * @param minMicros shortest response, 0 without calls
 * @param maxMicros longest response
 * @param histogram response times by bucket
 */
record CallStats(
    int ok,
    int error,
    int throttle,
    int fault,
    long totalMicros,
    long minMicros,
    long maxMicros,
    Histogram histogram) {

  static final CallStats NONE = new CallStats(0, 0, 0, 0, 0, 0, 0, Histogram.EMPTY);

  /** The statistics of one entity that took this long and carries these flags. */
  static CallStats of(Entity entity, long micros) {
    boolean fault = entity.flag("fault");
    boolean throttle = !fault && entity.flag("throttle");
    boolean error = !fault && !throttle && entity.flag("error");
    return new CallStats(
        fault || throttle || error ? 0 : 1,
        error ? 1 : 0,
        throttle ? 1 : 0,
        fault ? 1 : 0,
        micros,
        micros,
        micros,
        Histogram.of(micros));
  }

  int total() {
    return ok + error + throttle + fault;
  }

  CallStats plus(CallStats other) {
    if (total() == 0) {
      return other;
    }
    if (other.total() == 0) {
      return this;
    }
    return new CallStats(
        ok + other.ok,
        error + other.error,
        throttle + other.throttle,
        fault + other.fault,
        totalMicros + other.totalMicros,
        Math.min(minMicros, other.minMicros),
        Math.max(maxMicros, other.maxMicros),
        histogram.plus(other.histogram));
  }
}
