// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import org.jspecify.annotations.Nullable;

/**
 * The Logback word {@code %awsXrayTraceId}: {@code AWS-XRAY-TRACE-ID: <trace id>@<entity id>}, as the
 * SDK's own log listeners write it and as people may search for it. Like there, the default in braces
 * where the trace is not sampled.
 */
public final class AwsXrayTraceIdConverter extends PositionConverter {

  /** Made by Logback. */
  public AwsXrayTraceIdConverter() {}

  @Override
  @Nullable
  String print(LogPosition position) {
    return position.sampled() && position.entityId() != null
        ? "AWS-XRAY-TRACE-ID: " + position.traceId() + '@' + position.entityId()
        : null;
  }
}
