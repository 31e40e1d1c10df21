// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the trace that log lines belong to, by the trace id that stands in them.
 *
 * <p>{@code 1-<8 hex>-<24 hex>} counts anywhere, as in CloudWatch Logs; 32 hex digits count after
 * {@code trace_id} or {@code traceId}, as OpenTelemetry writes them. Lines that go on with the one
 * before (a stack trace) belong where that belongs. One instance per source, one thread each.
 */
final class LogLines {

  private static final Pattern XRAY =
      Pattern.compile("(?<![0-9A-Za-z])1-([0-9a-fA-F]{8})-([0-9a-fA-F]{24})(?![0-9A-Za-z])");

  private static final Pattern W3C = Pattern.compile(
      "trace_?id[\"'=: ]{1,5}([0-9a-f]{8})([0-9a-f]{24})", Pattern.CASE_INSENSITIVE);

  private static final Pattern GOES_ON =
      Pattern.compile("^(\\s|Caused by: |Suppressed: |\\.\\.\\. )");

  private String last = "";

  /** A line and its trace. */
  record Line(String traceId, String text) {}

  List<Line> read(Iterable<String> lines) {
    List<Line> found = new ArrayList<>();
    for (String line : lines) {
      String id = traceId(line);
      if (id.isEmpty() && GOES_ON.matcher(line).find()) {
        id = last;
      }
      last = id;
      if (!id.isEmpty()) {
        found.add(new Line(id, line));
      }
    }
    return found;
  }

  private static String traceId(String line) {
    Matcher xray = XRAY.matcher(line);
    Matcher match = xray.find() ? xray : W3C.matcher(line);
    boolean found = match == xray || match.find();
    return found ? ("1-" + match.group(1) + "-" + match.group(2)).toLowerCase(Locale.ROOT) : "";
  }
}
