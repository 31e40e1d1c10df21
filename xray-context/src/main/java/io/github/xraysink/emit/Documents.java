// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import org.jspecify.annotations.Nullable;

/**
 * Writes an entity as the text the SDK's {@code serialize()} and {@code streamSerialize()} would
 * give: one document, whatever its size, every value within X-Ray's limits.
 *
 * <p>The functions may be used on any thread, also while others still write to the entity: what
 * cannot be read at that moment is left out. None throws.
 */
public final class Documents {

  private Documents() {}

  /**
   * The entity as it stands inside its parent's document, or as a whole if it is a segment.
   *
   * @return compact JSON; {@code ""} if not even name, id and times could be read
   */
  public static String json(EntityView entity) {
    return write(entity, false);
  }

  /**
   * The entity as it is sent on its own: as {@link #json}, and for a subsegment with {@code type},
   * {@code parent_id} and {@code trace_id} at the end.
   */
  public static String streamJson(EntityView entity) {
    return write(entity, true);
  }

  /**
   * Any value as it would stand in a document's metadata: for transports that carry values as text.
   * What cannot be written is replaced by a marker, where it stands.
   *
   * @param maxBytes the longest text to write; at least 100
   * @return compact JSON; a string that says so if it would be longer than {@code maxBytes}
   */
  public static String valueJson(@Nullable Object value, int maxBytes) {
    JsonBytes out = new JsonBytes(maxBytes);
    ChangeTally changes = new ChangeTally();
    ValueWriter values = new ValueWriter(out, changes, new EncodedTexts());
    try {
      values.any(value);
      out.check();
    } catch (Throwable tooLong) {
      out.rewind(0);
      values.marker("longer than " + maxBytes + " bytes");
    }
    return out.text();
  }

  private static String write(EntityView entity, boolean alone) {
    JsonBytes out = new JsonBytes(Integer.MAX_VALUE);
    EntityWriter writer = new EntityWriter(out, new ChangeTally());
    try {
      boolean segment = entity.segment();
      new TreeWriter(out, writer).write(entity, segment, alone && !segment, Integer.MAX_VALUE);
      return out.text();
    } catch (Throwable failed) {
      return headOnly(entity, out, writer);
    }
  }

  private static String headOnly(EntityView entity, JsonBytes out, EntityWriter writer) {
    try {
      out.rewind(0);
      writer.head(entity, entity.segment());
      out.raw('}');
      return out.text();
    } catch (Throwable failed) {
      return "";
    }
  }
}
