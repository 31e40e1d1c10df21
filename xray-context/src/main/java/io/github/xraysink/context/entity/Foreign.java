// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import io.github.xraysink.internal.Guard;
import java.util.Map;

/** Touches maps the application made, which may do anything when touched. */
final class Foreign {

  private Foreign() {}

  /** Puts one after the other, so that a map that throws half-way has given us its first half. */
  static <V> void putAll(Map<String, V> target, Map<String, ? extends V> source) {
    try {
      for (Map.Entry<String, ? extends V> entry : source.entrySet()) {
        target.put(entry.getKey(), entry.getValue());
      }
    } catch (Throwable hostile) {
      Guard.caught("read a map put into an entity", hostile);
    }
  }
}
