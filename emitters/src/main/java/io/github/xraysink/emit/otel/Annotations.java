// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.github.xraysink.emit.DocumentLimits;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Annotations as attributes of the same key, with a list of those keys beside them, by which the
 * collector knows them again. Keys are cleaned as they are in a document, so that queries need not
 * care which way a trace took; and so none of them, having no dot, can meet one of our own.
 *
 * <p>Remembers the keys it has made: the same few come again and again. For one thread.
 */
final class Annotations {

  private static final int MAX_KEPT = 500;

  private final Map<String, AttributeKey<String>> texts = new HashMap<>();
  private final Map<String, AttributeKey<Long>> longs = new HashMap<>();
  private final Map<String, AttributeKey<Double>> doubles = new HashMap<>();
  private final Map<String, AttributeKey<Boolean>> flags = new HashMap<>();

  void put(Map<String, Object> annotations, AttributesBuilder out) {
    if (annotations.isEmpty()) {
      return;
    }
    List<String> keys = new ArrayList<>(annotations.size());
    annotations.forEach((given, value) -> {
      if (value != null && !"".equals(value)) {
        String key = free(DocumentLimits.annotationKey(given), given, annotations, keys);
        put(key, value, out);
        keys.add(key);
      }
    });
    if (!keys.isEmpty()) {
      out.put(Keys.ANNOTATIONS, keys);
    }
  }

  /** A key that had to be cleaned gets a number if there is another like it. */
  private static String free(
      String key, @Nullable String given, Map<String, Object> all, List<String> taken) {
    String free = key;
    for (int number = 2;
        !key.equals(given) && (taken.contains(free) || all.containsKey(free));
        number++) {
      free = key + "_" + number;
    }
    return free;
  }

  private void put(String key, Object value, AttributesBuilder out) {
    if (value instanceof String text) {
      out.put(key(texts, key, AttributeKey::stringKey), text);
    } else if (value instanceof Boolean flag) {
      out.put(key(flags, key, AttributeKey::booleanKey), flag);
    } else if (value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte) {
      out.put(key(longs, key, AttributeKey::longKey), (Long) ((Number) value).longValue());
    } else if (value instanceof Float) {
      // By way of its text: 0.1f is meant to be 0.1, and not 0.10000000149011612.
      out.put(key(doubles, key, AttributeKey::doubleKey), Double.valueOf(value.toString()));
    } else if (value instanceof Number number && !(value instanceof BigInteger)) {
      out.put(key(doubles, key, AttributeKey::doubleKey), (Double) number.doubleValue());
    } else {
      out.put(key(texts, key, AttributeKey::stringKey), text(value));
    }
  }

  private static String text(Object value) {
    try {
      return String.valueOf(value);
    } catch (Throwable failed) {
      return "<not written: " + failed.getClass().getSimpleName() + ">";
    }
  }

  private interface Maker<T> {
    AttributeKey<T> make(String key);
  }

  private static <T> AttributeKey<T> key(
      Map<String, AttributeKey<T>> kept, String key, Maker<T> maker) {
    AttributeKey<T> known = kept.get(key);
    if (known == null) {
      known = maker.make(key);
      if (kept.size() >= MAX_KEPT) {
        kept.clear();
      }
      kept.put(key, known);
    }
    return known;
  }
}
