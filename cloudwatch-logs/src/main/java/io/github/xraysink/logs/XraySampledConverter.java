// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import io.github.xraysink.logs.PositionText.Part;
import org.jspecify.annotations.Nullable;

/**
 * The Logback word {@code %xraySampled}: {@code true} if the trace is to be sent, {@code false} if
 * it is not, the default in braces outside a trace.
 */
public final class XraySampledConverter extends PositionConverter {

  /** Made by Logback. */
  public XraySampledConverter() {}

  @Override
  @Nullable
  String print(String captured) {
    return PositionText.read(captured, Part.SAMPLED);
  }
}
