// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The W3C header {@code key=value;property,key=value} (Recommendation "Baggage"): its members are
 * what X-Ray's header has in its other fields, and the other way round.
 */
final class W3cBaggage {

  /** Most members and longest header we handle: what the Recommendation asks everybody to pass. */
  static final int MAX_MEMBERS = 64;

  static final int MAX_CHARS = 8_192;

  /** What a token may have besides letters and digits (RFC 9110, section 5.6.2). */
  private static final String TOKEN = "!#$%&'*+-.^_`|~";

  private W3cBaggage() {}

  /**
   * Reads a header.
   *
   * @param fields takes the members that can be fields of X-Ray's header too
   * @return the other members as they came, to be sent on; empty if there are none
   */
  static String read(String header, HeaderFields.Builder fields) {
    if (header.length() > MAX_CHARS) {
      return "";
    }
    StringBuilder rest = new StringBuilder();
    int members = 0;
    for (int from = 0; from < header.length() && members < MAX_MEMBERS; members++) {
      int comma = header.indexOf(',', from);
      int to = comma < 0 ? header.length() : comma;
      String member = header.substring(from, to).trim();
      if (isMember(member) && !readField(member, fields)) {
        rest.append(rest.isEmpty() ? "" : ",").append(member);
      }
      from = to + 1;
    }
    return rest.toString();
  }

  /** Whether it became a field: one with properties cannot, for X-Ray has none. */
  private static boolean readField(String member, HeaderFields.Builder fields) {
    int equals = member.indexOf('=');
    String key = member.substring(0, equals).trim();
    String value =
        member.indexOf(';') >= 0 ? null : decoded(member.substring(equals + 1).trim());
    return value != null
        && !HeaderFields.LINEAGE.equalsIgnoreCase(key)
        && (fields.has(key) || fields.offer(key, value));
  }

  private static boolean isMember(String member) {
    int equals = member.indexOf('=');
    if (equals < 1 || !isToken(member.substring(0, equals).trim())) {
      return false;
    }
    for (int i = 0; i < member.length(); i++) {
      char c = member.charAt(i);
      if (c < ' ' && c != '\t' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
      if (!alphanumeric && TOKEN.indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Without percent-encoding; null if that is malformed. */
  private static @Nullable String decoded(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '%') {
        int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
        int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }

  /**
   * Writes a header.
   *
   * @param fields become members, but for {@code Lineage}, which is AWS's, and for keys that are no
   *     tokens
   * @param rest members to be sent on as they are; may be empty
   */
  static String write(Map<String, String> fields, String rest) {
    StringBuilder out = new StringBuilder(rest);
    fields.forEach((key, value) -> {
      if (isToken(key) && !HeaderFields.LINEAGE.equalsIgnoreCase(key)) {
        out.append(out.isEmpty() ? "" : ",").append(key).append('=');
        encode(value, out);
      }
    });
    return out.toString();
  }

  /** The values of fields are visible ASCII. */
  private static void encode(String value, StringBuilder out) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == ',' || c == ';' || c == '\\' || c == '%') {
        out.append('%').append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
      } else {
        out.append(c);
      }
    }
  }
}
