// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;

/**
 * Turns the times clients write into microseconds since 1970 and back.
 *
 * <p>X-Ray's times are epoch seconds with a fraction. The SDKs also send milliseconds (Jackson's
 * default for dates, in sampling statistics) and people write ISO 8601 by hand; all are understood.
 */
final class Times {

  /** From here on a number can only be milliseconds: as seconds it is the year 5138. */
  private static final double MILLIS_FROM = 1e11;

  /** Year 10000, so that no sum of two times overflows. */
  private static final long MAX_MICROS = 253_402_300_800_000_000L;

  private Times() {}

  /** Reads a number of seconds or milliseconds, or an ISO 8601 text; empty for anything else. */
  static OptionalLong micros(JsonNode value) {
    if (value == null) {
      return OptionalLong.empty();
    }
    if (value.isNumber()) {
      return ofNumber(value.doubleValue());
    }
    return value.isTextual() ? ofText(value.textValue().trim()) : OptionalLong.empty();
  }

  private static OptionalLong ofNumber(double number) {
    if (!Double.isFinite(number) || number < 0) {
      return OptionalLong.empty();
    }
    double micros = number >= MILLIS_FROM ? number * 1e3 : number * 1e6;
    return OptionalLong.of(Math.min(Math.round(micros), MAX_MICROS));
  }

  private static OptionalLong ofText(String text) {
    try {
      return ofNumber(Double.parseDouble(text));
    } catch (NumberFormatException notANumber) {
      try {
        Instant at = OffsetDateTime.parse(text).toInstant();
        return ofNumber(at.getEpochSecond() + at.getNano() / 1e9);
      } catch (DateTimeParseException notATime) {
        return OptionalLong.empty();
      }
    }
  }

  /** Seconds with a fraction, as X-Ray writes times and durations. */
  static double seconds(long micros) {
    return micros / 1e6;
  }
}
