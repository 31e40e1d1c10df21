// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a caller's trace header says, as far as it can be trusted. Made by
 * {@link TraceHeaders#parse} and {@link TraceHeaders#parseTraceparent}; immutable.
 *
 * @param traceId the trace to continue, {@code 1-<8 hex>-<24 hex>} in lower case; null if the
 *     caller named none that is valid, and a new trace is to be started
 * @param parentId the caller's segment or subsegment, 16 hexadecimal digits in lower case; always
 *     null without a trace id, for a new trace must not hang below an entity of another one
 * @param decision what the caller decided about sampling
 * @param extras the other fields ({@code Lineage}, {@code CalledFrom}, ...) in the caller's order,
 *     to be sent on; see {@link TraceHeaders} for what is kept of them
 */
public record IncomingTrace(
    @Nullable String traceId,
    @Nullable String parentId,
    SamplingDecision decision,
    Map<String, String> extras) {

  private static final IncomingTrace NONE =
      new IncomingTrace(null, null, SamplingDecision.UNKNOWN, HeaderFields.EMPTY);

  /**
   * Makes one by hand, for a transport that carries the parts in fields of its own.
   *
   * @throws IllegalArgumentException if an id is not of the form above, or there is a parent
   *     without a trace
   */
  public IncomingTrace {
    Objects.requireNonNull(decision, "decision");
    if (traceId != null && !traceId.equals(HexIds.traceId(traceId))) {
      throw refused("traceId", traceId, "1-<8 hex>-<24 hex> in lower case, not all zeros");
    }
    if (parentId != null && !parentId.equals(HexIds.entityId(parentId))) {
      throw refused("parentId", parentId, "16 hexadecimal digits in lower case, not all zeros");
    }
    if (parentId != null && traceId == null) {
      throw refused("parentId", parentId, "a parent only together with a traceId");
    }
    extras = HeaderFields.copyOf(Objects.requireNonNull(extras, "extras"));
  }

  /** What a request without a trace header says: nothing. */
  public static IncomingTrace none() {
    return NONE;
  }

  /** The extras in the form we send them; the constructor has seen to it. */
  HeaderFields fields() {
    return HeaderFields.copyOf(extras);
  }

  private static IllegalArgumentException refused(String name, String value, String accepted) {
    return new IllegalArgumentException(name + " is \"" + value + "\"; accepted: " + accepted);
  }
}
