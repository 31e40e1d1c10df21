// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how query strings are recorded. They may hold secrets, so by default they are not.
 *
 * @param on whether they are recorded at all
 * @param redacted names of parameters whose values are replaced, in any case
 */
public record QueryRecording(boolean on, List<String> redacted) {

  /** Nothing is recorded. */
  public static final QueryRecording OFF = new QueryRecording(false, List.of());

  private static final String REPLACEMENT = "REDACTED";

  public QueryRecording {
    redacted = redacted.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  /** The query to record, with its question mark; empty if there is none. */
  String of(@Nullable String query) {
    if (!on || query == null || query.isEmpty()) {
      return "";
    }
    StringBuilder recorded = new StringBuilder(query.length() + 1);
    char separator = '?';
    for (String parameter : query.split("&", -1)) {
      recorded.append(separator).append(redact(parameter));
      separator = '&';
    }
    return recorded.toString();
  }

  private String redact(String parameter) {
    int equals = parameter.indexOf('=');
    String name = equals < 0 ? parameter : parameter.substring(0, equals);
    return equals >= 0 && redacted.contains(name.toLowerCase(Locale.ROOT))
        ? name + "=" + REPLACEMENT
        : parameter;
  }
}
