// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.github.xraysink.context.HeaderFormat;
import io.github.xraysink.context.IncomingTrace;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.internal.Guard;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One trace of segments and of OpenTelemetry's spans in the same process: hands a position of the
 * one to the other. Nothing happens by itself; where the two meet, the application says so.
 *
 * <p>A span below the segment that is current:
 *
 * <pre>{@code
 * try (Scope scope = OpenTelemetryContexts.current().makeCurrent()) {
 *   Span span = tracer.spanBuilder("price").startSpan();
 *   ...
 * }
 * }</pre>
 *
 * <p>A segment below the span that is current:
 *
 * <pre>{@code
 * XraySegments.continuing(OpenTelemetryContexts.caller()).run("orders", () -> ...);
 * }</pre>
 *
 * <p>Trace, parent, sampling decision, tracestate and baggage come along. Never throws.
 */
public final class OpenTelemetryContexts {

  private static final TextMapPropagator W3C = TextMapPropagator.composite(
      W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance());

  private static final TextMapGetter<Map<String, String>> GETTER = new TextMapGetter<>() {
    @Override
    @SuppressWarnings("deprecation") // abstract in the versions before its deprecation
    public Iterable<String> keys(Map<String, String> carrier) {
      return carrier.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
      return carrier == null ? null : carrier.get(key);
    }
  };

  private OpenTelemetryContexts() {}

  /** OpenTelemetry's current context, with this thread's position in our trace as its span. */
  public static Context current() {
    return within(Context.current());
  }

  /**
   * A context of OpenTelemetry's with this thread's position in our trace as its span.
   *
   * @return {@code base} itself outside a trace, and where nothing has been decided about sampling
   */
  public static Context within(Context base) {
    return Guard.call("tell OpenTelemetry a position", base, () -> {
      Map<String, String> headers = TraceHeaders.current(Set.of(HeaderFormat.W3C));
      return headers.containsKey(TraceHeaders.TRACEPARENT)
          ? local(W3C.extract(base, headers, GETTER))
          : base;
    });
  }

  /** What was read from headers counts as another process's, which it is not here. */
  private static Context local(Context extracted) {
    SpanContext remote = Span.fromContext(extracted).getSpanContext();
    SpanContext here = SpanContext.create(
        remote.getTraceId(), remote.getSpanId(), remote.getTraceFlags(), remote.getTraceState());
    return extracted.with(Span.wrap(here));
  }

  /** The span of OpenTelemetry's current context, as the caller of a segment. */
  public static IncomingTrace caller() {
    return caller(Context.current());
  }

  /**
   * The span of a context of OpenTelemetry's, as the caller of a segment.
   *
   * @return {@link IncomingTrace#none()} if there is no span in it; baggage comes along even so
   */
  public static IncomingTrace caller(Context context) {
    return Guard.call("read a position of OpenTelemetry's", IncomingTrace.none(), () -> {
      Map<String, String> headers = new HashMap<>();
      W3C.inject(context, headers, (carrier, key, value) -> {
        if (carrier != null) {
          carrier.put(key, value);
        }
      });
      return TraceHeaders.read(headers::get);
    });
  }
}
