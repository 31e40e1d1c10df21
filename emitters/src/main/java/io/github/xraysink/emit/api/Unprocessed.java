// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.xray.model.UnprocessedTraceSegment;

/**
 * What the service took a request with and still did not accept, by its error codes: counted each
 * time, logged the first time a code is seen.
 */
final class Unprocessed {

  private static final Logger LOG = System.getLogger(XrayApiTransport.class.getName());

  /** The service has about ten codes; one that made them up must not fill our memory. */
  private static final int MOST_CODES = 50;

  private static final int MOST_CHARS = 300;
  private static final String OTHERS = "others";

  private final Map<String, LongAdder> byCode = new ConcurrentHashMap<>();

  /**
   * Counts one.
   *
   * @return its code
   */
  String add(UnprocessedTraceSegment segment) {
    String code = code(segment.errorCode());
    LongAdder count = byCode.get(code);
    if (count == null) {
      code = byCode.size() < MOST_CODES ? code : OTHERS;
      count = new LongAdder();
      LongAdder other = byCode.putIfAbsent(code, count);
      count = other == null ? count : other;
      if (other == null) {
        LOG.log(
            Level.WARNING,
            "X-Ray did not accept document {0}: {1}: {2} (further ones of this code are counted)",
            segment.id(),
            code,
            cut(segment.message()));
      }
    }
    count.increment();
    return code;
  }

  /** Whether the fault is the service's own, so that the document may be offered again. */
  static boolean temporary(UnprocessedTraceSegment segment) {
    String code = code(segment.errorCode()).toLowerCase(Locale.ROOT);
    return code.startsWith("throttl")
        || code.startsWith("internal")
        || code.startsWith("serviceunavailable");
  }

  private static String code(@Nullable String code) {
    return code == null || code.isBlank() ? "unknown" : cut(code);
  }

  private static String cut(@Nullable String text) {
    return text == null || text.length() <= MOST_CHARS
        ? String.valueOf(text)
        : text.substring(0, MOST_CHARS);
  }

  Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    byCode.forEach((code, count) -> counts.put(code, count.sum()));
    return counts;
  }
}
