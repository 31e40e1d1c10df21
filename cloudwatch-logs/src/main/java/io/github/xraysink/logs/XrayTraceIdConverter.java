// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

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
  String print(LogPosition position) {
    return position.traceId();
  }
}
