// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import com.amazonaws.xray.entities.Entity;
import java.util.Map;

/** Puts annotations of whatever type on an entity. */
final class Annotations {

  private Annotations() {}

  static void put(Entity entity, Map<String, Object> annotations) {
    annotations.forEach((key, value) -> put(entity, key, value));
  }

  private static void put(Entity entity, String key, Object value) {
    if (value instanceof Number number) {
      entity.putAnnotation(key, number);
    } else if (value instanceof Boolean bool) {
      entity.putAnnotation(key, bool);
    } else {
      entity.putAnnotation(key, String.valueOf(value));
    }
  }
}
