// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.listeners.SegmentListener;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts segments as they end, by the worst that can be said of each. */
final class SegmentOutcomes implements SegmentListener {

  /** In words of X-Ray's, the worst last. */
  enum Outcome {
    OK,
    ERROR,
    THROTTLE,
    FAULT
  }

  private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);

  SegmentOutcomes() {
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, new LongAdder());
    }
  }

  @Override
  public void beforeEndSegment(Segment segment) {
    Objects.requireNonNull(counts.get(of(segment))).increment();
  }

  private static Outcome of(Segment segment) {
    if (segment.isFault()) {
      return Outcome.FAULT;
    }
    if (segment.isThrottle()) {
      return Outcome.THROTTLE;
    }
    return segment.isError() ? Outcome.ERROR : Outcome.OK;
  }

  long count(Outcome outcome) {
    return Objects.requireNonNull(counts.get(outcome)).sum();
  }
}
