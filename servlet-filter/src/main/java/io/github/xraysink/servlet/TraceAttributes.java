// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet;

/**
 * Names of request attributes that the filter sets, for access logs and whoever has no position any
 * more. They stay until the container recycles the request.
 */
public final class TraceAttributes {

  /** The trace id, {@code 1-<8 hex>-<24 hex>}. */
  public static final String TRACE_ID = "io.github.xraysink.traceId";

  /** The id of the request's segment, sixteen hexadecimal digits. */
  public static final String ENTITY_ID = "io.github.xraysink.entityId";

  /** What tells the filter that it has seen the request before. Not for others. */
  public static final String TRACE = "io.github.xraysink.requestTrace";

  private TraceAttributes() {}
}
