// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

/** A family of headers a trace can travel in; see {@link TraceHeaders}. */
public enum HeaderFormat {

  /** X-Ray's {@code X-Amzn-Trace-Id}, which carries baggage in fields of its own. */
  XRAY,

  /** W3C's {@code traceparent}, {@code tracestate} and {@code baggage}. */
  W3C
}
