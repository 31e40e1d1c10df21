// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads trace and entity ids out of foreign text.
 *
 * <p>Every method looks at a range of the text in place, so that a header which is refused costs no
 * copy of it.
 */
final class HexIds {

  /** {@code 1-<8 hex>-<24 hex>} (X-Ray developer guide, "Trace ID format"). */
  static final int TRACE_ID_CHARS = 35;

  /** 64 bits in hexadecimal digits. */
  static final int ENTITY_ID_CHARS = 16;

  private static final int FIRST_DASH = 1;
  private static final int SECOND_DASH = 10;

  // What there may be in a run of digits; nothing of it if all are zeros.
  private static final int NOT_ZERO = 1;
  private static final int UPPER = 2;
  private static final int NOT_HEX = 4;

  /** Of ASCII. */
  private static final int LAST = 0x7f;

  private static final byte[] KINDS = kinds();

  private HexIds() {}

  /**
   * The X-Ray trace id in that range in lower case, or null if there is none or it is all zeros.
   */
  static @Nullable String traceId(String text, int from, int to) {
    if (to - from != TRACE_ID_CHARS
        || text.charAt(from) != '1'
        || text.charAt(from + FIRST_DASH) != '-'
        || text.charAt(from + SECOND_DASH) != '-') {
      return null;
    }
    int found = scan(text, from + FIRST_DASH + 1, from + SECOND_DASH)
        | scan(text, from + SECOND_DASH + 1, to);
    return isId(found) ? lowerCase(text.substring(from, to), found) : null;
  }

  static @Nullable String traceId(@Nullable String text) {
    return text == null ? null : traceId(text, 0, text.length());
  }

  /**
   * The id of a segment or subsegment in that range in lower case, or null if there is none or it
   * is all zeros.
   */
  static @Nullable String entityId(String text, int from, int to) {
    if (to - from != ENTITY_ID_CHARS) {
      return null;
    }
    int found = scan(text, from, to);
    return isId(found) ? lowerCase(text.substring(from, to), found) : null;
  }

  static @Nullable String entityId(@Nullable String text) {
    return text == null ? null : entityId(text, 0, text.length());
  }

  /**
   * Whether the range holds lower-case digits only, and not zeros alone: what W3C asks of its two
   * ids.
   */
  static boolean isLowerCaseId(String text, int from, int to) {
    return scan(text, from, to) == NOT_ZERO;
  }

  /** Whether the range holds lower-case hexadecimal digits only, be they zeros. */
  static boolean isLowerCaseHex(String text, int from, int to) {
    return scan(text, from, to) < UPPER;
  }

  /** What is in the range, without a branch for each character: headers come with each request. */
  private static int scan(String text, int from, int to) {
    int found = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      // Beyond ASCII the upper bits remain, which are more than NOT_HEX.
      found |= KINDS[c & LAST] | c & ~LAST;
    }
    return found;
  }

  private static boolean isId(int found) {
    return found != 0 && found < NOT_HEX;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[LAST + 1];
    Arrays.fill(kinds, (byte) NOT_HEX);
    kinds['0'] = 0;
    Arrays.fill(kinds, '1', '9' + 1, (byte) NOT_ZERO);
    Arrays.fill(kinds, 'a', 'f' + 1, (byte) NOT_ZERO);
    Arrays.fill(kinds, 'A', 'F' + 1, (byte) (NOT_ZERO | UPPER));
    return kinds;
  }

  private static String lowerCase(String id, int found) {
    return (found & UPPER) != 0 ? id.toLowerCase(Locale.ROOT) : id;
  }
}
