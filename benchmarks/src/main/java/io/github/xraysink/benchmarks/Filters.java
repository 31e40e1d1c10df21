// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import brave.Tracing;
import brave.jakarta.servlet.TracingFilter;
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

/** Each library's filter, with everything behind it: documents are written and sent. */
final class Filters {

  private static final String NAME = "storefront";

  private Filters() {}

  static @Nullable Filter of(Library library) {
    return switch (library) {
      case XRAYSINK ->
        ours(Xraysink.builder()
            .samplingStrategy(new AllSamplingStrategy())
            .emitter(Sinks.boundedEmitter())
            .build()
            .recorder());
      case DROP_IN ->
        ours(sdk(Sinks.boundedEmitter())
            .withSegmentContextResolverChain(AsyncSegmentContext.resolverChain())
            .build());
      case SDK -> {
        AWSXRayRecorder recorder = sdk(Sinks.sdkEmitter()).build();
        com.amazonaws.xray.AWSXRay.setGlobalRecorder(recorder);
        yield new AWSXRayServletFilter(new FixedSegmentNamingStrategy(NAME));
      }
      case OPENTELEMETRY -> new OpenTelemetryFilter();
      case BRAVE ->
        TracingFilter.create(
            Tracing.newBuilder().addSpanHandler(BraveContender.zipkin()).build());
      case BARE -> null;
      default -> throw new IllegalArgumentException(library + " has no servlet filter");
    };
  }

  private static Filter ours(AWSXRayRecorder recorder) {
    return XrayFilter.builder().segmentName(NAME).recorder(recorder).build();
  }

  private static AWSXRayRecorderBuilder sdk(Emitter emitter) {
    return AWSXRayRecorderBuilder.standard()
        .withSamplingStrategy(new AllSamplingStrategy())
        .withEmitter(emitter);
  }
}
