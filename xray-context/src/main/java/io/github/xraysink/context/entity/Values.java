// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.github.xraysink.internal.Beans;
import io.github.xraysink.internal.Guard;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Copies what the application puts into an entity, so that nobody changes it while it is being
 * written.
 *
 * <p>Scalars stay as they are; maps, collections and arrays are copied, at most {@value #MAX_DEPTH}
 * levels deep; any other object is kept by reference and written on the emitter's thread, unless
 * {@link #plain} reads it before.
 */
final class Values {

  /** Deeper structures, cyclic ones among them, are cut with a marker. */
  static final int MAX_DEPTH = 32;

  private static final String TOO_DEEP = "<cut: more than " + MAX_DEPTH + " levels deep>";
  private static final String UNREADABLE = "<unreadable: ";

  private Values() {}

  /**
   * A value nobody else can change, or the object itself if it is neither scalar, map, collection
   * nor array.
   */
  static Object frozen(Object value) {
    if (scalar(value)) {
      return unchanging(value);
    }
    try {
      return copy(value, 0);
    } catch (Throwable hostile) {
      Guard.caught("copy a value put into an entity", hostile);
      return unreadable(hostile);
    }
  }

  /**
   * What {@link #frozen} gave, with every object in it read now: maps, lists and scalars only. An
   * object that cannot be read is replaced by a marker; what is around it is kept.
   */
  static Object plain(@Nullable Object frozen) {
    if (frozen == null || frozen instanceof JsonNode || scalar(frozen)) {
      return frozen == null ? NullNode.instance : frozen;
    }
    if (frozen instanceof Map<?, ?> map) {
      Map<String, Object> read = new LinkedHashMap<>(2 * map.size());
      map.forEach((key, value) -> read.put(String.valueOf(key), plain(value)));
      return read;
    }
    if (frozen instanceof Collection<?> collection) {
      return collection.stream().map(Values::plain).toList();
    }
    return read(frozen);
  }

  private static Object read(Object bean) {
    try {
      Object read = Beans.plain(bean);
      return read == null ? NullNode.instance : read;
    } catch (Throwable hostile) {
      Guard.caught("read an object put into an entity", hostile);
      return unreadable(hostile);
    }
  }

  private static boolean scalar(Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean;
  }

  private static String unreadable(Throwable hostile) {
    return UNREADABLE + hostile.getClass().getName() + ">";
  }

  private static Object copy(@Nullable Object value, int depth) {
    if (value == null) {
      return NullNode.instance;
    }
    // First, because most are: what is no map and no collection takes long to find out.
    if (scalar(value)) {
      return unchanging(value);
    }
    if (value instanceof Map<?, ?> map) {
      return depth >= MAX_DEPTH ? TOO_DEEP : copyMap(map, depth);
    }
    if (value instanceof Collection<?> collection) {
      return depth >= MAX_DEPTH ? TOO_DEEP : copyAll(collection, depth);
    }
    if (value.getClass().isArray()) {
      return depth >= MAX_DEPTH ? TOO_DEEP : copyArray(value, depth);
    }
    return value;
  }

  /** The scalar itself; of the JDK's numbers that change, what they are now. */
  private static Object unchanging(Object scalar) {
    boolean changes = scalar instanceof AtomicInteger
        || scalar instanceof AtomicLong
        || scalar instanceof LongAdder
        || scalar instanceof LongAccumulator;
    return changes ? (Object) ((Number) scalar).longValue() : scalar;
  }

  private static Map<String, Object> copyMap(Map<?, ?> map, int depth) {
    if (map.size() <= AttributeMap.INDEXED_FROM) {
      return AttributeMap.sealedCopy(map, value -> copy(value, depth + 1));
    }
    Map<String, Object> copy = new LinkedHashMap<>(2 * map.size());
    map.forEach((key, value) -> copy.put(String.valueOf(key), copy(value, depth + 1)));
    return Collections.unmodifiableMap(copy);
  }

  private static List<Object> copyAll(Collection<?> collection, int depth) {
    List<Object> copy = new ArrayList<>(collection.size());
    for (Object element : collection) {
      copy.add(copy(element, depth + 1));
    }
    return Collections.unmodifiableList(copy);
  }

  private static List<Object> copyArray(Object array, int depth) {
    int length = Array.getLength(array);
    List<Object> copy = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      copy.add(copy(Array.get(array, i), depth + 1));
    }
    return Collections.unmodifiableList(copy);
  }
}
