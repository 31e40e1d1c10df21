// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a caller's trace headers say, as far as they can be trusted. Made by
 * {@link TraceHeaders#read}, {@link TraceHeaders#parse} and {@link TraceHeaders#parseTraceparent};
 * immutable.
 *
 * @param traceId the trace to continue, {@code 1-<8 hex>-<24 hex>} in lower case; null if the
 *     caller named none that is valid, and a new trace is to be started
 * @param parentId the caller's segment or subsegment, 16 hexadecimal digits in lower case; always
 *     null without a trace id, for a new trace must not hang below an entity of another one
 * @param decision what the caller decided about sampling
 * @param extras the other fields ({@code Lineage}, {@code CalledFrom}, ...) in the caller's order,
 *     to be sent on; see {@link TraceHeaders} for what is kept of them. Members of W3C's
 *     {@code baggage} are among them
 * @param passOn W3C's {@code tracestate} and those members of its {@code baggage} that can be no
 *     extras, by name of the header: nobody here reads them, and where W3C's headers are sent they
 *     go on as they came
 */
public record IncomingTrace(
    @Nullable String traceId,
    @Nullable String parentId,
    SamplingDecision decision,
    Map<String, String> extras,
    Map<String, String> passOn) {

  private static final IncomingTrace NONE =
      new IncomingTrace(null, null, SamplingDecision.UNKNOWN, HeaderFields.EMPTY, Map.of());

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
    passOn = passOn.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(passOn));
  }

  /**
   * The same with nothing to be passed on.
   *
   * @throws IllegalArgumentException as above
   */
  public IncomingTrace(
      @Nullable String traceId,
      @Nullable String parentId,
      SamplingDecision decision,
      Map<String, String> extras) {
    this(traceId, parentId, decision, extras, Map.of());
  }

  /** What a request without a trace header says: nothing. */
  public static IncomingTrace none() {
    return NONE;
  }

  /** The extras in the form we send them; the constructor has seen to it. */
  HeaderFields fields() {
    return HeaderFields.copyOf(extras);
  }

  /** What a segment below this caller keeps, to say it again in calls of its own. */
  HeaderFields kept() {
    return fields().passingOn(passOn);
  }

  private static IllegalArgumentException refused(String name, String value, String accepted) {
    return new IllegalArgumentException(name + " is \"" + value + "\"; accepted: " + accepted);
  }
}
