// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import io.github.xraysink.internal.Beans;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the application's own objects into a document; see {@link Beans} for how they look. */
final class ObjectValues {

  private ObjectValues() {}

  /**
   * Writes {@code value} at the buffer's end. On failure the buffer may hold a part of it: the
   * caller rewinds.
   *
   * @throws JsonBytes.Overflow if the buffer's limit is reached
   * @throws IOException or anything else that a getter or serialiser throws
   */
  static void write(JsonBytes out, Object value) throws IOException {
    BufferStream stream = new BufferStream(out);
    try {
      Beans.mapper().writeValue(stream, value);
    } catch (IOException | RuntimeException | Error failed) {
      // Jackson wraps what is thrown below it, so the stream has to remember.
      if (stream.overflowed) {
        throw JsonBytes.Overflow.SIGNAL;
      }
      throw failed;
    }
  }

  /** The properties of an object as a map; {@code null} if it has none that can be read. */
  static @Nullable Map<?, ?> properties(Object value) {
    try {
      return Beans.mapper().convertValue(value, Map.class);
    } catch (RuntimeException | StackOverflowError notAnObject) {
      return null;
    }
  }

  /**
   * Reads a JSON object.
   *
   * @throws IllegalArgumentException if the text is none
   */
  static Map<?, ?> parse(String json) {
    try {
      return Beans.mapper().readValue(json, Map.class);
    } catch (IOException notJson) {
      throw new IllegalArgumentException("not a JSON object", notJson);
    }
  }

  private static final class BufferStream extends OutputStream {
    private final JsonBytes out;
    private boolean overflowed;

    BufferStream(JsonBytes out) {
      this.out = out;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      try {
        out.raw(bytes, from, length);
        out.check();
      } catch (JsonBytes.Overflow signal) {
        overflowed = true;
        throw signal;
      }
    }
  }
}
