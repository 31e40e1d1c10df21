// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import io.github.xraysink.logs.PositionText.Part;
import org.jspecify.annotations.Nullable;

/**
 * The Logback word {@code %xrayParentId}: the id of what the thread's segment or subsegment hangs
 * below. The default in braces in the first segment of a trace, and outside.
 */
public final class XrayParentIdConverter extends PositionConverter {

  /** Made by Logback. */
  public XrayParentIdConverter() {}

  @Override
  @Nullable
  String print(String captured) {
    return PositionText.read(captured, Part.PARENT_ID);
  }
}
