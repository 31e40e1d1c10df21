// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Metadata by namespace; each namespace is a map of ours, so that sealing this one seals all. */
final class MetadataMap extends AttributeMap<Map<String, Object>> {

  @Override
  Map<String, Object> taken(Map<String, Object> value) {
    if (value instanceof AttributeMap<Object> another) {
      // Of another entity, or sealed: never the same object.
      return another.copyTo(new AttributeMap<>());
    }
    AttributeMap<Object> copy = new AttributeMap<>();
    copy.putAll(value);
    return copy;
  }

  /** The map of one namespace, made if it is not there. */
  synchronized AttributeMap<Object> namespace(String name) {
    if (get(name) instanceof AttributeMap<Object> existing) {
      return existing;
    }
    AttributeMap<Object> fresh = new AttributeMap<>();
    store(name, fresh);
    if (isSealed()) {
      fresh.seal();
    }
    return fresh;
  }

  @Override
  synchronized void seal() {
    super.seal();
    forEach((name, values) -> sealOurs(values));
  }

  MetadataMap copy() {
    MetadataMap copy = new MetadataMap();
    forEach(copy::put);
    return copy;
  }

  /** Replaces every object of the application's by what it says now. Calls foreign code. */
  void readObjects() {
    forEach((name, values) -> {
      if (values instanceof AttributeMap<Object> ours) {
        ours.rewrite(Values::plain);
      }
    });
  }

  private static void sealOurs(@Nullable Map<String, Object> values) {
    if (values instanceof AttributeMap<Object> ours) {
      ours.seal();
    }
  }
}
