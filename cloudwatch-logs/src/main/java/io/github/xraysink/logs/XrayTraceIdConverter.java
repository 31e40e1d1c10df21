// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import io.github.xraysink.logs.PositionText.Part;
import org.jspecify.annotations.Nullable;

/**
 * The Logback word {@code %xrayTraceId}: the trace id in X-Ray's form, {@code 1-<8 hex>-<24 hex>},
 * or the default in braces.
 */
public final class XrayTraceIdConverter extends PositionConverter {

  /** Made by Logback. */
  public XrayTraceIdConverter() {}

  @Override
  @Nullable
  String print(String captured) {
    return PositionText.read(captured, Part.TRACE_ID);
  }
}
