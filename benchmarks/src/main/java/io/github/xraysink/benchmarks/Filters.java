// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import brave.Tracing;
import brave.handler.SpanHandler;
import brave.jakarta.servlet.TracingFilter;
import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.jakarta.servlet.AWSXRayServletFilter;
import com.amazonaws.xray.strategy.jakarta.FixedSegmentNamingStrategy;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.AsyncSegmentContext;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.servlet.jakarta.XrayFilter;
import jakarta.servlet.Filter;
import org.jspecify.annotations.Nullable;

/** Each library's filter, as its users set it up. */
final class Filters {

  private static final String NAME = "storefront";

  private Filters() {}

  /** With everything behind it: documents are written and sent. */
  static @Nullable Filter emitting(Library library) {
    return switch (library) {
      case XRAYSINK -> ours(Sinks.boundedEmitter());
      case DROP_IN -> dropIn(Sinks.boundedEmitter());
      case SDK -> theirs(Sinks.sdkEmitter());
      case OPENTELEMETRY ->
        new OpenTelemetryFilter(OpenTelemetrySinks.batching(OpenTelemetrySinks.marshaling()));
      case BRAVE -> brave(BraveContender.zipkin());
      case BARE -> null;
      default -> throw new IllegalArgumentException(library + " has no servlet filter");
    };
  }

  /** With nothing behind it: what ends is thrown away. */
  static Filter discarding(Library library) {
    return switch (library) {
      case XRAYSINK -> ours(Sinks.discard());
      case DROP_IN -> dropIn(Sinks.discard());
      case SDK -> theirs(Sinks.discard());
      case OPENTELEMETRY -> new OpenTelemetryFilter(OpenTelemetrySinks.discard());
      case BRAVE -> brave(BraveContender.discard());
      default -> throw new IllegalArgumentException(library + " has no servlet filter");
    };
  }

  private static Filter ours(Emitter emitter) {
    return traced(Xraysink.builder()
        .samplingStrategy(new AllSamplingStrategy())
        .emitter(emitter)
        .build()
        .recorder());
  }

  private static Filter dropIn(Emitter emitter) {
    return traced(sdk(emitter)
        .withSegmentContextResolverChain(AsyncSegmentContext.resolverChain())
        .build());
  }

  private static Filter traced(AWSXRayRecorder recorder) {
    return XrayFilter.builder().segmentName(NAME).recorder(recorder).build();
  }

  private static Filter theirs(Emitter emitter) {
    AWSXRay.setGlobalRecorder(sdk(emitter).build());
    return new AWSXRayServletFilter(new FixedSegmentNamingStrategy(NAME));
  }

  private static AWSXRayRecorderBuilder sdk(Emitter emitter) {
    return AWSXRayRecorderBuilder.standard()
        .withSamplingStrategy(new AllSamplingStrategy())
        .withEmitter(emitter);
  }

  private static Filter brave(SpanHandler handler) {
    return TracingFilter.create(Tracing.newBuilder().addSpanHandler(handler).build());
  }
}
