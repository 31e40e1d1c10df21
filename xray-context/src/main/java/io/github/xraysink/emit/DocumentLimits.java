// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * X-Ray's limits for what a document may say, and how to bring anything within them.
 *
 * <p>None of these functions throws, whatever it is given. Each returns the very instance it was
 * given if there is nothing to change, so a caller can tell by {@code ==}.
 *
 * <p>The limits come from the X-Ray developer guide ("X-Ray segment documents") and from the JSON
 * schema AWS publishes with it; where the two differ, the narrower one is kept.
 */
public final class DocumentLimits {

  /** Longest name of a segment or subsegment, in characters: {@value}. */
  public static final int MAX_NAME_LENGTH = 200;

  /** Longest annotation key, in characters: {@value}. */
  public static final int MAX_KEY_LENGTH = 500;

  /** Longest string value of an annotation, in characters: {@value}. */
  public static final int MAX_ANNOTATION_LENGTH = 1000;

  /**
   * Longest value of the fields the guide calls strings without saying more, in characters:
   * {@value}.
   */
  public static final int MAX_TEXT_LENGTH = 250;

  /**
   * Most annotations in one segment or subsegment: {@value}, the number X-Ray indexes per trace.
   */
  public static final int MAX_ANNOTATIONS = 50;

  /**
   * Largest document in bytes: {@value}. The guide says 64 kB, which this is even when a kilobyte
   * is a thousand bytes; with the 33 bytes of the daemon's header it also stays below the 64,512
   * bytes AWS's own SDK allows itself for a datagram and the 65,507 a UDP/IPv4 datagram can hold.
   */
  public static final int MAX_DOCUMENT_BYTES = 64_000;

  /** What stands where a name is missing: {@value}. */
  public static final String UNNAMED = "unnamed";

  private static final String NAME_SYMBOLS = "_.:/%&#=+-@ ";
  private static final boolean[] ASCII_NAME = new boolean[128];
  private static final boolean[] ASCII_KEY = new boolean[128];
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  static {
    for (char c = 0; c < 128; c++) {
      boolean alphanumeric = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
      ASCII_NAME[c] = alphanumeric || NAME_SYMBOLS.indexOf(c) >= 0;
      ASCII_KEY[c] = alphanumeric || c == '_';
    }
  }

  private DocumentLimits() {}

  /**
   * Makes a name X-Ray takes: Unicode letters, digits and separators of the Basic Multilingual
   * Plane and {@code _ . : / % & # = + - @}, in normal form C, 1 to {@value #MAX_NAME_LENGTH}
   * characters.
   *
   * @param name any text; {@code null} and the empty string give {@value #UNNAMED}
   * @return {@code name} itself if it is fine; otherwise a text in which each run of refused
   *     characters is one underscore
   */
  public static String name(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      return UNNAMED;
    }
    if (name.length() <= MAX_NAME_LENGTH && isAsciiName(name)) {
      return name;
    }
    String normal = normalise(name);
    StringBuilder clean = new StringBuilder(Math.min(normal.length(), MAX_NAME_LENGTH));
    boolean replaced = false;
    for (int i = 0; i < normal.length() && clean.length() < MAX_NAME_LENGTH; i++) {
      char c = normal.charAt(i);
      boolean allowed = isNameCharacter(c);
      if (allowed || !replaced) {
        clean.append(allowed ? c : '_');
      }
      replaced = !allowed;
    }
    return name.contentEquals(clean) ? name : clean.toString();
  }

  /**
   * Makes a key X-Ray takes for an annotation: {@code [A-Za-z0-9_]}, 1 to {@value #MAX_KEY_LENGTH}
   * characters.
   *
   * @param key any text; {@code null} and the empty string give {@code "_"}
   * @return {@code key} itself if it is fine; otherwise each refused character is an underscore
   */
  public static String annotationKey(@Nullable String key) {
    if (key == null || key.isEmpty()) {
      return "_";
    }
    if (isAnnotationKey(key)) {
      return key;
    }
    int length = Math.min(key.length(), MAX_KEY_LENGTH);
    StringBuilder clean = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = key.charAt(i);
      clean.append(c < 128 && ASCII_KEY[c] ? c : '_');
    }
    return clean.toString();
  }

  /** Whether X-Ray takes {@code key} as it is for an annotation. */
  public static boolean isAnnotationKey(String key) {
    int length = key.length();
    if (length == 0 || length > MAX_KEY_LENGTH) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = key.charAt(i);
      if (c >= 128 || !ASCII_KEY[c]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Makes a metadata namespace or key X-Ray takes: those beginning with {@code AWS.} are reserved.
   *
   * @return {@code key} itself, or the same with the dot replaced: {@code AWS_}
   */
  public static String metadataKey(String key) {
    return key.startsWith("AWS.") ? "AWS_" + key.substring(4) : key;
  }

  /**
   * Cuts a text to a number of characters (UTF-16 units), never through the middle of a surrogate
   * pair.
   *
   * @param max at least 1
   */
  public static String text(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    boolean halves = Character.isHighSurrogate(text.charAt(max - 1))
        && Character.isLowSurrogate(text.charAt(max));
    return text.substring(0, halves ? max - 1 : max);
  }

  /**
   * Makes an entity or exception id: sixteen lower-case hexadecimal digits.
   *
   * @return {@code id} itself if it has that form; in lower case if that is all it lacks; otherwise
   *     an id derived from it, the same one each time, so that references still meet
   */
  public static String entityId(@Nullable String id) {
    String text = id == null ? "" : id;
    if (isLowerHex(text, 0, text.length()) && text.length() == 16) {
      return text;
    }
    String lower = asciiLowerCase(text);
    if (lower.length() == 16 && isLowerHex(lower, 0, 16)) {
      return lower;
    }
    return hex(hash(text, FNV_OFFSET));
  }

  /**
   * Makes a trace id: {@code 1-<8 hex>-<24 hex>}, in lower case.
   *
   * @return {@code id} itself if it has that form; otherwise the same trace in that form (upper
   *     case, or 32 digits without dashes), or an id derived from it
   */
  public static String traceId(@Nullable String id) {
    String text = id == null ? "" : id;
    if (isTraceId(text)) {
      return text;
    }
    String lower = asciiLowerCase(text);
    if (isTraceId(lower)) {
      return lower;
    }
    if (lower.length() != 32 || !isLowerHex(lower, 0, 32)) {
      long first = hash(text, FNV_OFFSET);
      lower = hex(first) + hex(hash(text, ~first));
    }
    return "1-" + lower.substring(0, 8) + "-" + lower.substring(8);
  }

  static boolean isEntityId(@Nullable String id) {
    return id != null && id.length() == 16 && isLowerHex(id, 0, 16);
  }

  private static boolean isTraceId(String id) {
    return id.length() == 35
        && id.charAt(0) == '1'
        && id.charAt(1) == '-'
        && isLowerHex(id, 2, 10)
        && id.charAt(10) == '-'
        && isLowerHex(id, 11, 35);
  }

  private static boolean isLowerHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAsciiName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 128 || !ASCII_NAME[c]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Letters, numbers and separators: the categories L, N and Z. Half a surrogate pair is in none of
   * them.
   */
  private static boolean isNameCharacter(char c) {
    if (c < 128) {
      return ASCII_NAME[c];
    }
    return switch (Character.getType(c)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }

  /**
   * A name of any length is looked at only as far as it can matter: composing makes a text shorter,
   * at most fourfold.
   */
  private static String normalise(String name) {
    return Normalizer.normalize(text(name, 8 * MAX_NAME_LENGTH), Normalizer.Form.NFC);
  }

  private static String asciiLowerCase(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower.setCharAt(i, (char) (c + 32));
      }
    }
    return lower.toString();
  }

  private static long hash(String text, long seed) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return hash;
  }

  private static String hex(long value) {
    String digits = Long.toHexString(value);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
