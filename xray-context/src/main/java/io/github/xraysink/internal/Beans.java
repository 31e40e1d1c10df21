// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.internal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import org.jspecify.annotations.Nullable;

/**
 * Reads the application's own objects through Jackson, configured as the SDK configures it: snake
 * case, nothing empty, beans without properties allowed, and the modules found on the class path.
 *
 * <p>Dates of {@code java.time} are written as ISO text unless a module on the class path knows
 * better; the SDK loses the segment there.
 */
public final class Beans {

  /**
   * Deepest nesting of maps, collections and beans within one value. Jackson's readers refuse 1,000
   * in a document.
   */
  public static final int MAX_DEPTH = 64;

  /** Made when the first object is met: most applications put none into a trace. */
  private static final class Holder {
    static final ObjectMapper MAPPER = makeMapper();
  }

  private Beans() {}

  /** The mapper; not to be configured further. */
  public static ObjectMapper mapper() {
    return Holder.MAPPER;
  }

  /**
   * An object as maps, lists and scalars, read now.
   *
   * @throws IllegalArgumentException or anything else that a getter or serialiser throws
   */
  public static @Nullable Object plain(Object value) {
    return mapper().convertValue(value, Object.class);
  }

  private static ObjectMapper makeMapper() {
    ObjectMapper mapper = new ObjectMapper(factory());
    mapper.configure(SerializationFeature.FAIL_ON_EMPTY_BEANS, false);
    mapper.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    mapper.setSerializationInclusion(JsonInclude.Include.NON_EMPTY);
    SimpleModule times = new SimpleModule("xraysink-times");
    times.addSerializer(TemporalAccessor.class, ToStringSerializer.instance);
    times.addSerializer(TemporalAmount.class, ToStringSerializer.instance);
    mapper.registerModule(times);
    Guard.run("find Jackson modules", () -> {
      for (Module module : ObjectMapper.findModules(Beans.class.getClassLoader())) {
        Guard.run("register a Jackson module", () -> mapper.registerModule(module));
      }
    });
    return mapper;
  }

  private static JsonFactory factory() {
    try {
      StreamWriteConstraints depth =
          StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build();
      return JsonFactory.builder().streamWriteConstraints(depth).build();
    } catch (LinkageError jacksonBefore216) {
      // Without the constraint a cyclic value ends in a StackOverflowError, which is caught where
      // it is written.
      return new JsonFactory();
    }
  }
}
