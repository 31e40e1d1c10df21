// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name of a member as it is written, with the quotes and the colon after it. Kept in words of
 * eight bytes: a document has hundreds of names, and all but the longest take two or three writes.
 */
final class MemberName {

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final long[] words;
  private final int length;

  private MemberName(byte[] json) {
    this.length = json.length;
    this.words = new long[(length + Long.BYTES - 1) / Long.BYTES];
    byte[] padded = Arrays.copyOf(json, words.length * Long.BYTES);
    for (int i = 0; i < words.length; i++) {
      words[i] = (long) WORD.get(padded, i * Long.BYTES);
    }
  }

  /** A name that needs no escaping. */
  static MemberName of(String name) {
    return new MemberName(("\"" + name + "\":").getBytes(StandardCharsets.UTF_8));
  }

  /** A name that is JSON already, in quotes and with the colon. */
  static MemberName ofJson(byte[] json) {
    return new MemberName(json);
  }

  int length() {
    return length;
  }

  /** The room {@link #write} needs. */
  int room() {
    return words.length * Long.BYTES;
  }

  /** Writes the name, and up to seven bytes behind it. */
  void write(byte[] buffer, int at) {
    int place = at;
    for (long word : words) {
      WORD.set(buffer, place, word);
      place += Long.BYTES;
    }
  }
}
