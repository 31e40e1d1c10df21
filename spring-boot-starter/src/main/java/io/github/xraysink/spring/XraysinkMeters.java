// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.DropReason;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/** The figures of the endpoint as meters. */
final class XraysinkMeters implements MeterBinder {

  private final Xraysink xraysink;
  private final SegmentOutcomes outcomes;

  XraysinkMeters(Xraysink xraysink, SegmentOutcomes outcomes) {
    this.xraysink = xraysink;
    this.outcomes = outcomes;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder("xraysink.entities.sent", xraysink, at -> at.stats().entitiesSent())
        .description("Segments and subsegments delivered")
        .register(registry);
    for (DropReason reason : DropReason.values()) {
      FunctionCounter.builder(
              "xraysink.entities.dropped",
              xraysink,
              at -> at.stats().entitiesDropped().getOrDefault(reason, 0L))
          .description("Segments and subsegments not delivered")
          .tag("reason", word(reason))
          .register(registry);
    }
    Gauge.builder("xraysink.entities.queued", xraysink, at -> at.stats().queued())
        .description("Segments and subsegments waiting to be sent")
        .register(registry);
    FunctionCounter.builder(
            "xraysink.context.missing", xraysink, at -> at.contextStats().contextMissing())
        .description("Operations that found no segment to work on")
        .register(registry);
    for (SegmentOutcomes.Outcome outcome : SegmentOutcomes.Outcome.values()) {
      FunctionCounter.builder("xraysink.segments", outcomes, at -> at.count(outcome))
          .description("Segments ended, sampled or not")
          .tag("outcome", word(outcome))
          .register(registry);
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
