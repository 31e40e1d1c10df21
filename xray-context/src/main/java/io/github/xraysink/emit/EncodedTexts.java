// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how keys and names are written: the same few come again and again, and mostly as the
 * same string. An application that makes up new ones all the time pays for it: the memory is
 * bounded, and starts anew when it is full. For one thread.
 */
final class EncodedTexts {

  private static final int MAX_ENTRIES = 500;
  private static final int RECENT = 128;

  /** Longer texts are rarely repeated, and would make the memory large. */
  private static final int MAX_LENGTH = 64;

  /** A member name of a map. */
  static final class Key {
    private final String text;
    final MemberName member;
    /** Whether X-Ray takes it as the key of an annotation. */
    final boolean annotationKey;
    /** Whether X-Ray takes it as a namespace or key of metadata. */
    final boolean metadataKey;
    /** Whether UTF-8 could not express it as it is. */
    final boolean repaired;

    private Key(String text) {
      this.text = text;
      JsonBytes out = new JsonBytes(text.length() + 4);
      out.limit(Integer.MAX_VALUE);
      out.string(text);
      out.raw(':');
      member = MemberName.ofJson(out.copy());
      repaired = out.takeRepaired();
      annotationKey = DocumentLimits.isAnnotationKey(text);
      metadataKey = DocumentLimits.metadataKey(text) == text;
    }
  }

  /** The name of an entity. */
  static final class Name {
    /** The name as X-Ray takes it, in quotes. */
    final byte[] json;

    final boolean cleaned;

    private Name(String text) {
      String clean = DocumentLimits.name(text);
      cleaned = clean != text;
      json = ('"' + clean + '"').getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Before the map is asked: keys are literals mostly, so the very same string comes again. */
  private final @Nullable Key[] recent = new Key[RECENT];

  private final Map<String, Key> keys = new HashMap<>();
  private final Map<String, Name> names = new HashMap<>();

  Key key(String text) {
    int slot = text.hashCode() & RECENT - 1;
    Key key = recent[slot];
    if (key == null || key.text != text) {
      key = keys.get(text);
      key = key != null ? key : remember(keys, new Key(text), text);
      recent[slot] = key;
    }
    return key;
  }

  Name name(String text) {
    Name known = names.get(text);
    return known != null ? known : remember(names, new Name(text), text);
  }

  private static <T> T remember(Map<String, T> known, T encoded, String text) {
    if (text.length() <= MAX_LENGTH) {
      if (known.size() >= MAX_ENTRIES) {
        known.clear();
      }
      known.put(text, encoded);
    }
    return encoded;
  }
}
