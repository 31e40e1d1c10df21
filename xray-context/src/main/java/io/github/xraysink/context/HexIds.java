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

  // What a run of digits was found to be: zeros, or with these among them.
  private static final int NOT_HEX = -1;
  private static final int ZEROS = 0;
  private static final int LOWER = 1;
  private static final int UPPER = 2;

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
    int epoch = scan(text, from + FIRST_DASH + 1, from + SECOND_DASH);
    int random = scan(text, from + SECOND_DASH + 1, to);
    boolean zero = epoch == ZEROS && random == ZEROS;
    if (epoch == NOT_HEX || random == NOT_HEX || zero) {
      return null;
    }
    return lowerCase(text.substring(from, to), epoch == UPPER || random == UPPER);
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
    if (found == NOT_HEX || found == ZEROS) {
      return null;
    }
    return lowerCase(text.substring(from, to), found == UPPER);
  }

  static @Nullable String entityId(@Nullable String text) {
    return text == null ? null : entityId(text, 0, text.length());
  }

  /**
   * Whether the range holds lower-case digits only, and not zeros alone: what W3C asks of its two
   * ids.
   */
  static boolean isLowerCaseId(String text, int from, int to) {
    return scan(text, from, to) == LOWER;
  }

  /** Whether the range holds lower-case hexadecimal digits only, be they zeros. */
  static boolean isLowerCaseHex(String text, int from, int to) {
    int found = scan(text, from, to);
    return found == LOWER || found == ZEROS;
  }

  private static int scan(String text, int from, int to) {
    int found = ZEROS;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int kind = c < KINDS.length ? KINDS[c] : NOT_HEX;
      if (kind == NOT_HEX) {
        return NOT_HEX;
      }
      found = Math.max(found, kind);
    }
    return found;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[128];
    Arrays.fill(kinds, (byte) NOT_HEX);
    kinds['0'] = ZEROS;
    Arrays.fill(kinds, '1', '9' + 1, (byte) LOWER);
    Arrays.fill(kinds, 'a', 'f' + 1, (byte) LOWER);
    Arrays.fill(kinds, 'A', 'F' + 1, (byte) UPPER);
    return kinds;
  }

  private static String lowerCase(String id, boolean needed) {
    return needed ? id.toLowerCase(Locale.ROOT) : id;
  }
}
