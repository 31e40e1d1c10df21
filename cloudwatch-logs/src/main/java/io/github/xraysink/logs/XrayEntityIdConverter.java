// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import io.github.xraysink.logs.PositionText.Part;
import org.jspecify.annotations.Nullable;

/**
 * The Logback word {@code %xrayEntityId}: the id of the segment or subsegment the thread was in,
 * sixteen hexadecimal digits, or the default in braces.
 */
public final class XrayEntityIdConverter extends PositionConverter {

  /** Made by Logback. */
  public XrayEntityIdConverter() {}

  @Override
  @Nullable
  String print(String captured) {
    return PositionText.read(captured, Part.ENTITY_ID);
  }
}
