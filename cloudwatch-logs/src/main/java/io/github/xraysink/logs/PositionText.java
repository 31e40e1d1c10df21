// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import org.jspecify.annotations.Nullable;

/**
 * What the pattern words print, as one value of the MDC, which is what Logback keeps with an event
 * for whoever prints it later:
 *
 * <pre>{@code <trace id>@<entity id> <1 or 0> <parent id> <service>}</pre>
 *
 * <p>A part that is not known is {@code -}, and an unknown service is empty.
 */
final class PositionText {

  /** What a word can print. */
  enum Part {
    TRACE_ID,
    ENTITY_ID,
    SAMPLED,
    PARENT_ID,
    SERVICE
  }

  /** The key in the MDC. */
  static final String KEY = "xraysink";

  private static final String UNKNOWN = "-";
  private static final char AFTER_TRACE = '@';
  private static final char SEPARATOR = ' ';
  // Blank, digit, blank.
  private static final int SAMPLED_CHARS = 3;

  private PositionText() {}

  static String of(LogPosition position) {
    return position.traceId()
        + AFTER_TRACE
        + known(position.entityId())
        + SEPARATOR
        + (position.sampled() ? '1' : '0')
        + SEPARATOR
        + known(position.parentId())
        + SEPARATOR
        + service(position);
  }

  /** Whether {@link #of} would give {@code text}, found out without making it. */
  static boolean matches(@Nullable String text, LogPosition position) {
    if (text == null) {
      return false;
    }
    String entity = known(position.entityId());
    String parent = known(position.parentId());
    String service = service(position);
    int entityAt = position.traceId().length() + 1;
    int sampledAt = entityAt + entity.length();
    int parentAt = sampledAt + SAMPLED_CHARS;
    int serviceAt = parentAt + parent.length() + 1;
    return text.length() == serviceAt + service.length()
        && text.startsWith(position.traceId())
        && text.startsWith(entity, entityAt)
        && text.charAt(sampledAt + 1) == (position.sampled() ? '1' : '0')
        && text.startsWith(parent, parentAt)
        && text.startsWith(service, serviceAt);
  }

  /**
   * A part of what {@link #of} wrote; {@code null} if it is not known, and for any other text. Each
   * word makes its own part only.
   */
  static @Nullable String read(@Nullable String text, Part part) {
    if (text == null) {
      return null;
    }
    int entityAt = text.indexOf(AFTER_TRACE) + 1;
    int sampledAt = text.indexOf(SEPARATOR, entityAt);
    int parentAt = sampledAt + SAMPLED_CHARS;
    int serviceAt = sampledAt < 0 ? 0 : text.indexOf(SEPARATOR, parentAt) + 1;
    if (entityAt <= 1 || serviceAt == 0) {
      return null;
    }
    return switch (part) {
      case TRACE_ID -> text.substring(0, entityAt - 1);
      case ENTITY_ID -> known(text, entityAt, sampledAt);
      case SAMPLED -> text.charAt(sampledAt + 1) == '1' ? "true" : "false";
      case PARENT_ID -> known(text, parentAt, serviceAt - 1);
      case SERVICE -> serviceAt == text.length() ? null : text.substring(serviceAt);
    };
  }

  private static String known(@Nullable String id) {
    return id == null ? UNKNOWN : id;
  }

  private static @Nullable String known(String text, int from, int to) {
    return text.startsWith(UNKNOWN, from) && to == from + UNKNOWN.length()
        ? null
        : text.substring(from, to);
  }

  private static String service(LogPosition position) {
    return position.service() == null ? "" : position.service();
  }
}
