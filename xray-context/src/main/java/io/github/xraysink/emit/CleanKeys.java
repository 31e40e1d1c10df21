// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Keys made valid without making two of them one. */
final class CleanKeys {

  private CleanKeys() {}

  /**
   * The annotations X-Ray takes: valid keys, none twice, at most
   * {@link DocumentLimits#MAX_ANNOTATIONS}.
   */
  static Map<String, Object> kept(Map<String, Object> annotations, @Nullable ChangeTally changes) {
    return part(annotations, changes, true);
  }

  /** The annotations beyond those. */
  static Map<String, Object> beyond(Map<String, Object> annotations) {
    return annotations.size() <= DocumentLimits.MAX_ANNOTATIONS
        ? Map.of()
        : part(annotations, null, false);
  }

  private static Map<String, Object> part(
      Map<String, Object> annotations, @Nullable ChangeTally changes, boolean first) {
    Map<String, Object> unique = unique(annotations, DocumentLimits::annotationKey, changes);
    Map<String, Object> part = new LinkedHashMap<>();
    int index = 0;
    for (Map.Entry<String, Object> annotation : unique.entrySet()) {
      if (ValueWriter.empty(annotation.getValue())) {
        continue;
      }
      boolean within = index++ < DocumentLimits.MAX_ANNOTATIONS;
      if (within == first) {
        part.put(annotation.getKey(), annotation.getValue());
      } else if (changes != null) {
        changes.add(DocumentChange.ANNOTATION_MOVED);
      }
    }
    return part;
  }

  /**
   * The same entries under cleaned keys; where two keys become one, the later gets a number at its
   * end.
   */
  static <V> Map<String, V> unique(
      Map<String, V> entries, UnaryOperator<String> clean, @Nullable ChangeTally changes) {
    Set<String> taken = new LinkedHashSet<>();
    for (String key : entries.keySet()) {
      if (key != null && clean.apply(key).equals(key)) {
        taken.add(key);
      }
    }
    Map<String, V> result = new LinkedHashMap<>();
    for (Map.Entry<String, V> entry : entries.entrySet()) {
      String given = String.valueOf((Object) entry.getKey());
      String key = clean.apply(given);
      if (!key.equals(given)) {
        key = free(key, taken);
        if (changes != null) {
          changes.add(DocumentChange.KEY_CLEANED);
        }
      }
      result.put(key, entry.getValue());
    }
    return result;
  }

  private static String free(String key, Set<String> taken) {
    String candidate = key;
    for (int number = 2; !taken.add(candidate); number++) {
      String suffix = "_" + number;
      candidate =
          DocumentLimits.text(key, DocumentLimits.MAX_KEY_LENGTH - suffix.length()) + suffix;
    }
    return candidate;
  }
}
