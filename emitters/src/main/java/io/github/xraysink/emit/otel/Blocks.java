// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes blocks of a document apart: what has an attribute of its own, and the rest. */
final class Blocks {

  private Blocks() {}

  /**
   * Writes the fields of a block that a table knows.
   *
   * @param table names of fields and the attributes that say the same
   * @return the fields it does not know, and those whose value does not fit their attribute; empty
   *     if there are none
   */
  static Map<String, Object> put(
      Map<?, ?> block, Map<String, AttributeKey<?>> table, AttributesBuilder out) {
    Map<String, Object> rest = Map.of();
    for (Map.Entry<?, ?> field : block.entrySet()) {
      Object value = field.getValue();
      String name = String.valueOf(field.getKey());
      AttributeKey<?> key = table.get(name);
      if (value != null && (key == null || !put(key, value, out))) {
        rest = with(rest, name, value);
      }
    }
    return rest;
  }

  /** Writes a value under a key, if it is of the key's type. */
  private static boolean put(AttributeKey<?> key, Object value, AttributesBuilder out) {
    Object fitting = switch (key.getType()) {
      case STRING -> value instanceof String ? value : null;
      case BOOLEAN -> value instanceof Boolean ? value : null;
      case LONG -> natural(value);
      case STRING_ARRAY -> strings(value);
      default -> null;
    };
    if (fitting == null) {
      return false;
    }
    @SuppressWarnings("unchecked") // the type of the key was looked at above
    AttributeKey<Object> typed = (AttributeKey<Object>) key;
    out.put(typed, fitting);
    return true;
  }

  /** X-Ray writes -1 for a length it does not know; OpenTelemetry leaves the attribute out. */
  private static @Nullable Long natural(Object value) {
    boolean whole = value instanceof Integer || value instanceof Long || value instanceof Short;
    return whole && ((Number) value).longValue() >= 0 ? ((Number) value).longValue() : null;
  }

  private static @Nullable List<String> strings(Object value) {
    if (!(value instanceof Collection<?> collection) || collection.isEmpty()) {
      return null;
    }
    List<String> strings = new ArrayList<>(collection.size());
    for (Object element : collection) {
      if (!(element instanceof String text) || text.isEmpty()) {
        return null;
      }
      strings.add(text);
    }
    return strings;
  }

  /** The map and one entry more; a fresh map if there was nothing in it. */
  static Map<String, Object> with(Map<String, Object> rest, String name, Object value) {
    Map<String, Object> more = rest.isEmpty() ? new LinkedHashMap<>() : rest;
    more.put(name, value);
    return more;
  }
}
