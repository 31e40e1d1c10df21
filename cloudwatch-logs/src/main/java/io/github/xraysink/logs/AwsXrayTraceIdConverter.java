// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import io.github.xraysink.logs.PositionText.Part;
import org.jspecify.annotations.Nullable;

/**
 * The Logback word {@code %awsXrayTraceId}: {@code AWS-XRAY-TRACE-ID: <trace id>@<entity id>}, as
 * the SDK's own log listeners write it and as people may search for it. Like there, the default in
 * braces where the trace is not sampled.
 */
public final class AwsXrayTraceIdConverter extends PositionConverter {

  private static final String PREFIX = "AWS-XRAY-TRACE-ID: ";

  /** Made by Logback. */
  public AwsXrayTraceIdConverter() {}

  @Override
  @Nullable
  String print(String captured) {
    String entityId = PositionText.read(captured, Part.ENTITY_ID);
    return entityId != null && "true".equals(PositionText.read(captured, Part.SAMPLED))
        ? PREFIX + PositionText.read(captured, Part.TRACE_ID) + '@' + entityId
        : null;
  }
}
