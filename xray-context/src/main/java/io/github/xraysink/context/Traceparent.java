// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The W3C header {@code <version>-<32 hex trace id>-<16 hex parent id>-<2 hex flags>}, read by the
 * rules of the W3C Recommendation "Trace Context", section "traceparent Header".
 */
final class Traceparent {

  private static final int CHARS = 55;
  private static final int VERSION_END = 2;
  private static final int TRACE_FROM = 3;
  private static final int TRACE_TO = 35;
  private static final int EPOCH_CHARS = 8;
  private static final int PARENT_FROM = 36;
  private static final int PARENT_TO = 52;
  private static final int FLAGS_FROM = 53;
  private static final int SAMPLED_FLAG = 1;

  private Traceparent() {}

  static IncomingTrace read(String header) {
    if (header.length() < CHARS || header.length() > TraceHeaders.MAX_READ_CHARS) {
      return IncomingTrace.none();
    }
    String text = header.trim();
    if (text.length() < CHARS || !hasForm(text)) {
      return IncomingTrace.none();
    }
    String traceId = "1-"
        + text.substring(TRACE_FROM, TRACE_FROM + EPOCH_CHARS)
        + '-'
        + text.substring(TRACE_FROM + EPOCH_CHARS, TRACE_TO);
    int flags = Character.digit(text.charAt(CHARS - 1), 16);
    SamplingDecision decision = SamplingDecision.of((flags & SAMPLED_FLAG) != 0);
    return new IncomingTrace(
        traceId, text.substring(PARENT_FROM, PARENT_TO), decision, HeaderFields.EMPTY);
  }

  private static boolean hasForm(String text) {
    return hasKnownLength(text)
        && text.charAt(VERSION_END) == '-'
        && text.charAt(TRACE_TO) == '-'
        && text.charAt(PARENT_TO) == '-'
        && HexIds.isLowerCaseId(text, TRACE_FROM, TRACE_TO)
        && HexIds.isLowerCaseId(text, PARENT_FROM, PARENT_TO)
        && HexIds.isLowerCaseHex(text, FLAGS_FROM, CHARS);
  }

  /** Version 00 is exactly that long; later ones may go on after a dash; ff is no version. */
  private static boolean hasKnownLength(String text) {
    if (!HexIds.isLowerCaseHex(text, 0, VERSION_END) || text.startsWith("ff")) {
      return false;
    }
    return text.length() == CHARS || (!text.startsWith("00") && text.charAt(CHARS) == '-');
  }

  /**
   * Both ids must be valid already. Nothing if a part is missing: the flag has no third state for
   * "undecided".
   */
  static Optional<String> write(
      @Nullable String traceId, @Nullable String parentId, SamplingDecision decision) {
    if (traceId == null || parentId == null || !decision.isDecided()) {
      return Optional.empty();
    }
    StringBuilder out = new StringBuilder(CHARS).append("00-");
    out.append(traceId, 2, 2 + EPOCH_CHARS).append(traceId, 3 + EPOCH_CHARS, HexIds.TRACE_ID_CHARS);
    out.append('-').append(parentId).append(decision == SamplingDecision.SAMPLED ? "-01" : "-00");
    return Optional.of(out.toString());
  }
}
