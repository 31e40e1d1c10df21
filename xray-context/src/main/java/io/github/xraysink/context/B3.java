// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Zipkin's headers, of which we only read: {@code b3: <trace>-<span>[-<sampled>[-<parent>]]}, or
 * {@code X-B3-TraceId} and its like, one for each part (openzipkin/b3-propagation). A trace id may
 * have 16 digits; X-Ray's has 32, so zeros go before it, as everybody does.
 */
final class B3 {

  private static final String SINGLE = "b3";
  private static final String TRACE_ID = "X-B3-TraceId";
  private static final String SPAN_ID = "X-B3-SpanId";
  private static final String SAMPLED = "X-B3-Sampled";
  private static final String FLAGS = "X-B3-Flags";
  private static final int LONG_ID_CHARS = 32;

  private B3() {}

  /** What they say; {@link IncomingTrace#none()} if any part is malformed. */
  static IncomingTrace read(Function<String, @Nullable String> headers) {
    String single = headers.apply(SINGLE);
    if (single != null) {
      return readSingle(single.trim());
    }
    String trace = headers.apply(TRACE_ID);
    String span = headers.apply(SPAN_ID);
    String sampled = "1".equals(headers.apply(FLAGS)) ? "d" : headers.apply(SAMPLED);
    return trace == null || span == null
        ? IncomingTrace.none()
        : of(trace.trim(), span.trim(), sampled == null ? "" : sampled.trim());
  }

  private static IncomingTrace readSingle(String header) {
    if (header.length() > LONG_ID_CHARS + 2 * HexIds.ENTITY_ID_CHARS + 4) {
      return IncomingTrace.none();
    }
    String[] parts = header.split("-", -1);
    return parts.length < 2 || parts.length > 4
        ? IncomingTrace.none()
        : of(parts[0], parts[1], parts.length == 2 ? "" : parts[2]);
  }

  private static IncomingTrace of(String trace, String span, String sampled) {
    String padded = trace.length() == HexIds.ENTITY_ID_CHARS ? "0".repeat(16) + trace : trace;
    String entityId = HexIds.entityId(span);
    String traceId = padded.length() == LONG_ID_CHARS
        ? HexIds.traceId("1-" + padded.substring(0, 8) + "-" + padded.substring(8))
        : null;
    SamplingDecision decision = switch (sampled) {
      case "1", "true", "d" -> SamplingDecision.SAMPLED;
      case "0", "false" -> SamplingDecision.NOT_SAMPLED;
      default -> SamplingDecision.UNKNOWN;
    };
    return traceId == null || entityId == null
        ? IncomingTrace.none()
        : new IncomingTrace(traceId, entityId, decision, Map.of());
  }
}
