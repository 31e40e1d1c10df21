// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import io.github.xraysink.logs.PositionText.Part;
import org.jspecify.annotations.Nullable;

/**
 * The Logback word {@code %xrayService}: the name of the thread's segment, which is what X-Ray's
 * map calls a service, or the default in braces.
 */
public final class XrayServiceConverter extends PositionConverter {

  /** Made by Logback. */
  public XrayServiceConverter() {}

  @Override
  @Nullable
  String print(String captured) {
    return PositionText.read(captured, Part.SERVICE);
  }
}
