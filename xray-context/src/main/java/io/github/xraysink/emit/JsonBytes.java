// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer of UTF-8 JSON with a limit. Knows how single values are written, not which ones.
 *
 * <p>Written by hand because it is the hot path: see RATIONALE.md, "Why not Jackson's generator".
 * For one thread.
 */
final class JsonBytes {

  /**
   * Thrown when the limit is reached: a signal between this class and whoever set the limit, so
   * without a stack.
   */
  static final class Overflow extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final Overflow SIGNAL = new Overflow();

    private Overflow() {
      super("document limit reached", null, false, false);
    }
  }

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DIGIT_PAIRS = digitPairs();
  private static final int INITIAL_BYTES = 1024;

  private byte[] buffer;
  private int position;
  private int limit;
  private boolean repaired;

  JsonBytes(int limit) {
    this.limit = limit;
    this.buffer = new byte[Math.min(INITIAL_BYTES, limit)];
  }

  /** Writes a member's name, after a comma unless it is the first one of its object. */
  void member(MemberName name) {
    int at = reserve(name.room() + 1);
    byte[] bytes = buffer;
    if (bytes[at - 1] != '{') {
      bytes[at++] = ',';
    }
    name.write(bytes, at);
    position = at + name.length();
  }

  int position() {
    return position;
  }

  /** Forgets everything written after {@code mark}. */
  void rewind(int mark) {
    position = mark;
  }

  /** Whether the last thing written is this character. */
  boolean endsWith(char ascii) {
    return buffer[position - 1] == ascii;
  }

  void limit(int bytes) {
    limit = bytes;
  }

  int limit() {
    return limit;
  }

  byte[] copy() {
    return Arrays.copyOf(buffer, position);
  }

  byte[] copyFrom(int mark) {
    return Arrays.copyOfRange(buffer, mark, position);
  }

  String text() {
    return new String(buffer, 0, position, StandardCharsets.UTF_8);
  }

  /** Whether a broken surrogate pair was replaced since this was asked last. */
  boolean takeRepaired() {
    boolean was = repaired;
    repaired = false;
    return was;
  }

  void raw(byte[] bytes) {
    raw(bytes, 0, bytes.length);
  }

  void raw(byte[] bytes, int from, int length) {
    int at = reserve(length);
    System.arraycopy(bytes, from, buffer, at, length);
    position = at + length;
  }

  void raw(char ascii) {
    int at = reserve(1);
    buffer[at] = (byte) ascii;
    position = at + 1;
  }

  /** A string of ASCII characters none of which needs escaping, in quotes. */
  void plain(String ascii) {
    int length = ascii.length();
    int at = reserve(length + 2);
    byte[] bytes = buffer;
    bytes[at++] = '"';
    for (int i = 0; i < length; i++) {
      bytes[at++] = (byte) ascii.charAt(i);
    }
    bytes[at++] = '"';
    position = at;
  }

  /**
   * An id in quotes.
   *
   * @return whether it was one, sixteen lower-case hexadecimal digits; if not, nothing was written
   */
  boolean id(String id) {
    if (id.length() != 16) {
      return false;
    }
    int at = reserve(18);
    byte[] bytes = buffer;
    bytes[at] = '"';
    for (int i = 0; i < 16; i++) {
      char c = id.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
      bytes[at + 1 + i] = (byte) c;
    }
    bytes[at + 17] = '"';
    position = at + 18;
    return true;
  }

  /** A string in quotes, with what JSON requires escaped; half surrogate pairs become U+FFFD. */
  void string(String text) {
    int length = text.length();
    int at = reserve(length + 2);
    byte[] bytes = buffer;
    bytes[at++] = '"';
    // Most strings are through after this loop, which does nothing but copy for the compiler's
    // sake.
    int plain = 0;
    while (plain < length) {
      char c = text.charAt(plain);
      if (takesMore(c)) {
        break;
      }
      bytes[at + plain] = (byte) c;
      plain++;
    }
    position = at + plain;
    if (plain < length) {
      rest(text, plain);
    }
    raw('"');
  }

  private void rest(String text, int from) {
    int length = text.length();
    for (int i = from; i < length; i++) {
      char c = text.charAt(i);
      if (takesMore(c)) {
        i = special(text, i, c);
      } else {
        raw(c);
      }
    }
  }

  private static boolean takesMore(char c) {
    return c >= 0x80 || c < 0x20 || c == '"' || c == '\\';
  }

  /**
   * Writes a character that takes more than itself, and returns the index of the last one it took.
   */
  private int special(String text, int index, char c) {
    if (c < 0x80) {
      escape(c);
    } else if (c < 0x800) {
      twoBytes(c);
    } else if (!Character.isSurrogate(c)) {
      threeBytes(c);
    } else if (Character.isHighSurrogate(c)
        && index + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(index + 1))) {
      fourBytes(Character.toCodePoint(c, text.charAt(index + 1)));
      return index + 1;
    } else {
      repaired = true;
      threeBytes('\uFFFD');
    }
    return index;
  }

  private void escape(char c) {
    int at = reserve(6);
    byte[] bytes = buffer;
    bytes[at++] = '\\';
    switch (c) {
      case '"', '\\' -> bytes[at++] = (byte) c;
      case '\n' -> bytes[at++] = 'n';
      case '\r' -> bytes[at++] = 'r';
      case '\t' -> bytes[at++] = 't';
      default -> {
        bytes[at++] = 'u';
        bytes[at++] = '0';
        bytes[at++] = '0';
        bytes[at++] = HEX[c >> 4];
        bytes[at++] = HEX[c & 15];
      }
    }
    position = at;
  }

  private void twoBytes(char c) {
    int at = reserve(2);
    buffer[at] = (byte) (0xC0 | c >> 6);
    buffer[at + 1] = (byte) (0x80 | c & 0x3F);
    position = at + 2;
  }

  private void threeBytes(char c) {
    int at = reserve(3);
    buffer[at] = (byte) (0xE0 | c >> 12);
    buffer[at + 1] = (byte) (0x80 | c >> 6 & 0x3F);
    buffer[at + 2] = (byte) (0x80 | c & 0x3F);
    position = at + 3;
  }

  private void fourBytes(int c) {
    int at = reserve(4);
    buffer[at] = (byte) (0xF0 | c >> 18);
    buffer[at + 1] = (byte) (0x80 | c >> 12 & 0x3F);
    buffer[at + 2] = (byte) (0x80 | c >> 6 & 0x3F);
    buffer[at + 3] = (byte) (0x80 | c & 0x3F);
    position = at + 4;
  }

  void bool(boolean value) {
    raw(value ? Words.TRUE : Words.FALSE);
  }

  void nothing() {
    raw(Words.NULL);
  }

  void number(long value) {
    if (value == Long.MIN_VALUE) {
      raw(Words.SMALLEST);
      return;
    }
    int at = reserve(20);
    long rest = value;
    if (rest < 0) {
      buffer[at++] = '-';
      rest = -rest;
    }
    position = digits(rest, at);
  }

  /**
   * Microseconds as seconds with six decimals: {@code 1795226010.070123}.
   *
   * @param micros not negative
   */
  void seconds(long micros) {
    int at = reserve(27);
    long whole = micros / 1_000_000;
    int fraction = (int) (micros - whole * 1_000_000);
    at = digits(whole, at);
    buffer[at++] = '.';
    pair(fraction / 10_000, at);
    pair(fraction / 100 % 100, at + 2);
    pair(fraction % 100, at + 4);
    position = at + 6;
  }

  /**
   * A number with decimals, {@code value / 10^decimals}.
   *
   * @param scale {@code 10^decimals}
   */
  void decimal(long value, int decimals, long scale) {
    int at = reserve(30);
    long rest = value;
    if (rest < 0) {
      buffer[at++] = '-';
      rest = -rest;
    }
    long whole = rest / scale;
    long fraction = rest - whole * scale;
    at = digits(whole, at);
    buffer[at] = '.';
    for (int place = at + decimals; place > at; place--) {
      buffer[place] = (byte) ('0' + fraction % 10);
      fraction /= 10;
    }
    position = at + decimals + 1;
  }

  private int digits(long value, int at) {
    int length = 1;
    for (long bound = 10; length < 19 && value >= bound; bound *= 10) {
      length++;
    }
    int end = at + length;
    int place = end;
    long rest = value;
    while (rest >= 100) {
      long next = rest / 100;
      place -= 2;
      pair((int) (rest - next * 100), place);
      rest = next;
    }
    if (rest >= 10) {
      pair((int) rest, place - 2);
    } else {
      buffer[place - 1] = (byte) ('0' + rest);
    }
    return end;
  }

  private void pair(int value, int at) {
    buffer[at] = DIGIT_PAIRS[2 * value];
    buffer[at + 1] = DIGIT_PAIRS[2 * value + 1];
  }

  private int reserve(int bytes) {
    int needed = position + bytes;
    if (needed > buffer.length || needed < 0) {
      grow(bytes);
    }
    return position;
  }

  /**
   * The buffer never grows past the limit, so within it only this has to ask whether the limit is
   * reached.
   */
  private void grow(int bytes) {
    long needed = (long) position + bytes;
    // A few bytes more than the limit, because numbers and escapes reserve the most they might
    // take.
    long most = Math.min((long) limit + 32, Integer.MAX_VALUE - 16);
    if (needed > most) {
      throw Overflow.SIGNAL;
    }
    buffer = Arrays.copyOf(buffer, (int) Math.min(Math.max(needed, 2L * buffer.length), most));
  }

  /** Signals an overflow if more was written than allowed. */
  void check() {
    if (position > limit) {
      throw Overflow.SIGNAL;
    }
  }

  private static byte[] digitPairs() {
    byte[] pairs = new byte[200];
    for (int i = 0; i < 100; i++) {
      pairs[2 * i] = (byte) ('0' + i / 10);
      pairs[2 * i + 1] = (byte) ('0' + i % 10);
    }
    return pairs;
  }

  private static final class Words {
    static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    static final byte[] SMALLEST = "-9223372036854775808".getBytes(StandardCharsets.US_ASCII);
  }
}
