// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All the headers of a call together, read and written. */
final class HeaderSet {

  /** The longest {@code tracestate} everybody has to pass on (W3C "Trace Context", 3.3.1.5). */
  private static final int MAX_TRACESTATE_CHARS = 512;

  private HeaderSet() {}

  /** See {@link TraceHeaders#read}. */
  static IncomingTrace read(Function<String, @Nullable String> headers) {
    IncomingTrace xray = TraceHeaders.parse(headers.apply(TraceHeaders.TRACE_ID));
    String state = headers.apply(TraceHeaders.TRACESTATE);
    String baggage = headers.apply(TraceHeaders.BAGGAGE);
    boolean saysAll = xray.parentId() != null && xray.decision().isDecided();
    return saysAll && state == null && baggage == null
        ? xray
        : together(xray, state, baggage, headers);
  }

  private static IncomingTrace together(
      IncomingTrace xray,
      @Nullable String state,
      @Nullable String baggage,
      Function<String, @Nullable String> headers) {
    IncomingTrace w3c = TraceHeaders.parseTraceparent(headers.apply(TraceHeaders.TRACEPARENT));
    IncomingTrace chosen = xray;
    if (xray.parentId() == null) {
      IncomingTrace other = w3c.traceId() == null ? B3.read(headers) : w3c;
      chosen = other.traceId() == null ? xray : other;
    }
    boolean sameTrace = w3c.traceId() != null && w3c.traceId().equals(chosen.traceId());
    SamplingDecision decision =
        sameTrace && !chosen.decision().isDecided() ? w3c.decision() : chosen.decision();

    HeaderFields.Builder fields = new HeaderFields.Builder(HeaderFields.MAX_CHARS);
    xray.extras().forEach(fields::offer);
    Map<String, String> passOn = new LinkedHashMap<>();
    if (state != null && sameTrace && isTracestate(state.trim())) {
      passOn.put(TraceHeaders.TRACESTATE, state.trim());
    }
    String rest = baggage == null ? "" : W3cBaggage.read(baggage, fields);
    if (!rest.isEmpty()) {
      passOn.put(TraceHeaders.BAGGAGE, rest);
    }
    return new IncomingTrace(chosen.traceId(), chosen.parentId(), decision, fields.build(), passOn);
  }

  private static boolean isTracestate(String text) {
    if (text.isEmpty() || text.length() > MAX_TRACESTATE_CHARS || text.indexOf('=') < 1) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' && c != '\t' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** See {@link TraceHeaders#format(IncomingTrace, Set)}. */
  static Map<String, String> write(IncomingTrace trace, Set<HeaderFormat> formats) {
    Map<String, String> headers = new LinkedHashMap<>();
    String xray = formats.contains(HeaderFormat.XRAY) ? TraceHeaders.format(trace) : "";
    if (!xray.isEmpty()) {
      headers.put(TraceHeaders.TRACE_ID, xray);
    }
    if (formats.contains(HeaderFormat.W3C)) {
      writeW3c(trace, headers);
    }
    return headers;
  }

  private static void writeW3c(IncomingTrace trace, Map<String, String> headers) {
    TraceHeaders.formatTraceparent(trace).ifPresent(traceparent -> {
      headers.put(TraceHeaders.TRACEPARENT, traceparent);
      String state = trace.passOn().get(TraceHeaders.TRACESTATE);
      if (state != null) {
        headers.put(TraceHeaders.TRACESTATE, state);
      }
    });
    String baggage =
        W3cBaggage.write(trace.extras(), trace.passOn().getOrDefault(TraceHeaders.BAGGAGE, ""));
    if (!baggage.isEmpty()) {
      headers.put(TraceHeaders.BAGGAGE, baggage);
    }
  }
}
