// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.github.xraysink.internal.Guard;
import java.io.IOException;
import java.io.OutputStream;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the application's own objects through Jackson, configured as the SDK configures it: snake
 * case, nothing empty, beans without properties allowed, and the modules found on the class path.
 *
 * <p>Dates of {@code java.time} are written as ISO text unless a module on the class path knows
 * better; the SDK loses the segment there.
 */
final class ObjectValues {

  private static final class Holder {
    static final ObjectMapper MAPPER = mapper();
  }

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
      Holder.MAPPER.writeValue(stream, value);
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
      return Holder.MAPPER.convertValue(value, Map.class);
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
      return Holder.MAPPER.readValue(json, Map.class);
    } catch (IOException notJson) {
      throw new IllegalArgumentException("not a JSON object", notJson);
    }
  }

  private static ObjectMapper mapper() {
    ObjectMapper mapper = new ObjectMapper(factory());
    mapper.configure(SerializationFeature.FAIL_ON_EMPTY_BEANS, false);
    mapper.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    mapper.setSerializationInclusion(JsonInclude.Include.NON_EMPTY);
    SimpleModule times = new SimpleModule("xraysink-times");
    times.addSerializer(TemporalAccessor.class, ToStringSerializer.instance);
    times.addSerializer(TemporalAmount.class, ToStringSerializer.instance);
    mapper.registerModule(times);
    Guard.run("find Jackson modules", () -> {
      for (Module module : ObjectMapper.findModules(ObjectValues.class.getClassLoader())) {
        Guard.run("register a Jackson module", () -> mapper.registerModule(module));
      }
    });
    return mapper;
  }

  private static JsonFactory factory() {
    try {
      StreamWriteConstraints depth = StreamWriteConstraints.builder()
          .maxNestingDepth(ValueWriter.MAX_DEPTH)
          .build();
      return JsonFactory.builder().streamWriteConstraints(depth).build();
    } catch (LinkageError jacksonBefore216) {
      // Without the constraint a cyclic value ends in a StackOverflowError, which is caught where
      // it is written.
      return new JsonFactory();
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
