// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.context.HeaderFormat;
import io.github.xraysink.context.IncomingTrace;
import io.github.xraysink.context.SamplingDecision;
import io.github.xraysink.context.TraceHeaders;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.contrib.awsxray.propagator.AwsXrayPropagator;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What we write, OpenTelemetry's propagators read; what they write, we read. */
class PropagatorPeersTest {

  private static final String TRACE = "5759e988bd862e3fe1be46a994272793";
  private static final String ROOT = "1-5759e988-bd862e3fe1be46a994272793";
  private static final String SPAN = "53995c3f42cd8ad8";

  static Stream<Arguments> baggages() {
    return Stream.of(
        Arguments.of(true, Map.of()),
        Arguments.of(false, Map.of()),
        Arguments.of(true, Map.of("user", "u1", "plan", "gold")),
        Arguments.of(true, Map.of("odd", "a,b=\"c\"\\%25", "slash", "/x?y=z")));
  }

  @ParameterizedTest
  @MethodSource("baggages")
  void w3cHeadersOfOurs_areReadByOpenTelemetry(boolean sampled, Map<String, String> fields) {
    IncomingTrace ours =
        new IncomingTrace(ROOT, SPAN, decision(sampled), fields, Map.of("tracestate", "vendor=1"));

    Context read = w3c()
        .extract(Context.root(), TraceHeaders.format(ours, Set.of(HeaderFormat.W3C)), new Getter());

    SpanContext span = Span.fromContext(read).getSpanContext();
    assertThat(span.getTraceId()).isEqualTo(TRACE);
    assertThat(span.getSpanId()).isEqualTo(SPAN);
    assertThat(span.isSampled()).isEqualTo(sampled);
    assertThat(span.getTraceState().get("vendor")).isEqualTo("1");
    Map<String, String> baggage = new TreeMap<>();
    Baggage.fromContext(read).forEach((key, entry) -> baggage.put(key, entry.getValue()));
    assertThat(baggage).isEqualTo(new TreeMap<>(fields));
  }

  @ParameterizedTest
  @MethodSource("baggages")
  void w3cHeadersOfOpenTelemetrys_areReadByUs(boolean sampled, Map<String, String> fields) {
    Map<String, String> headers = inject(w3c(), context(sampled, fields));

    IncomingTrace read = TraceHeaders.read(headers::get);

    assertThat(read.traceId()).isEqualTo(ROOT);
    assertThat(read.parentId()).isEqualTo(SPAN);
    assertThat(read.decision()).isEqualTo(decision(sampled));
    assertThat(read.extras()).isEqualTo(fields);
    assertThat(read.passOn()).isEqualTo(Map.of("tracestate", "vendor=1"));
  }

  @ParameterizedTest
  @MethodSource("baggages")
  void xrayHeaderOfOurs_isReadByOpenTelemetry(boolean sampled, Map<String, String> fields) {
    IncomingTrace ours = new IncomingTrace(ROOT, SPAN, decision(sampled), Map.of());

    Context read = AwsXrayPropagator.getInstance()
        .extract(
            Context.root(), TraceHeaders.format(ours, Set.of(HeaderFormat.XRAY)), new Getter());

    SpanContext span = Span.fromContext(read).getSpanContext();
    assertThat(span.getTraceId()).isEqualTo(TRACE);
    assertThat(span.getSpanId()).isEqualTo(SPAN);
    assertThat(span.isSampled()).isEqualTo(sampled);
  }

  static Stream<Arguments> otherWriters() {
    return Stream.of(
        Arguments.of(AwsXrayPropagator.getInstance(), true),
        Arguments.of(AwsXrayPropagator.getInstance(), false),
        Arguments.of(B3Propagator.injectingSingleHeader(), true),
        Arguments.of(B3Propagator.injectingSingleHeader(), false),
        Arguments.of(B3Propagator.injectingMultiHeaders(), true),
        Arguments.of(B3Propagator.injectingMultiHeaders(), false));
  }

  @ParameterizedTest
  @MethodSource("otherWriters")
  void otherHeadersOfOpenTelemetrys_areReadByUs(TextMapPropagator writer, boolean sampled) {
    Map<String, String> headers = inject(writer, context(sampled, Map.of()));

    IncomingTrace read = TraceHeaders.read(headers::get);

    assertThat(read).isEqualTo(new IncomingTrace(ROOT, SPAN, decision(sampled), Map.of()));
  }

  private static Context context(boolean sampled, Map<String, String> fields) {
    SpanContext span = SpanContext.create(
        TRACE,
        SPAN,
        sampled ? TraceFlags.getSampled() : TraceFlags.getDefault(),
        TraceState.builder().put("vendor", "1").build());
    var baggage = Baggage.builder();
    fields.forEach(baggage::put);
    return Context.root().with(Span.wrap(span)).with(baggage.build());
  }

  private static TextMapPropagator w3c() {
    return TextMapPropagator.composite(
        W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance());
  }

  private static SamplingDecision decision(boolean sampled) {
    return sampled ? SamplingDecision.SAMPLED : SamplingDecision.NOT_SAMPLED;
  }

  private static Map<String, String> inject(TextMapPropagator writer, Context context) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    writer.inject(context, headers, Map::put);
    return headers;
  }

  /** Names of headers in any case, as HTTP has it. */
  static final class Getter implements TextMapGetter<Map<String, String>> {
    @Override
    @SuppressWarnings("deprecation")
    public Iterable<String> keys(Map<String, String> headers) {
      return headers.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> headers, String name) {
      Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      anyCase.putAll(headers);
      return anyCase.get(name);
    }
  }
}
