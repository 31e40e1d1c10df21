// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import com.fasterxml.jackson.databind.node.NullNode;
import io.github.xraysink.internal.Guard;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies what the application puts into an entity, so that nobody changes it while it is being
 * written.
 *
 * <p>Scalars stay as they are; maps, collections and arrays are copied, at most {@value #MAX_DEPTH}
 * levels deep; any other object is kept by reference and written on the emitter's thread.
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
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    try {
      return copy(value, 0);
    } catch (Throwable hostile) {
      Guard.caught("copy a value put into an entity", hostile);
      return UNREADABLE + hostile.getClass().getName() + ">";
    }
  }

  private static Object copy(@Nullable Object value, int depth) {
    if (value instanceof Map<?, ?> map) {
      return depth >= MAX_DEPTH ? TOO_DEEP : copyMap(map, depth);
    }
    if (value instanceof Collection<?> collection) {
      return depth >= MAX_DEPTH ? TOO_DEEP : copyAll(collection, depth);
    }
    if (value != null && value.getClass().isArray()) {
      return depth >= MAX_DEPTH ? TOO_DEEP : copyArray(value, depth);
    }
    return value == null ? NullNode.instance : value;
  }

  private static Map<String, Object> copyMap(Map<?, ?> map, int depth) {
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
