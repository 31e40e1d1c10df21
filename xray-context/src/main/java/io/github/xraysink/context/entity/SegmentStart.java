// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import com.amazonaws.xray.entities.TraceID;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known when a segment begins.
 *
 * @param name as the application gave it
 * @param traceId the trace to continue; {@code null} for a new one, or if the text tells
 * @param traceIdText the trace to continue, {@code 1-<8 hex>-<24 hex>}; {@code null} for a new one,
 *     or if the other tells
 * @param parentId the caller's entity, sixteen hexadecimal digits; {@code null} if there is none
 * @param sampled whether the segment is to be sent
 * @param headerExtras what the trace header carried besides, in order
 * @param kind what the segment is in the trace
 * @param shared what all segments of the recorder tell about where they run
 */
public record SegmentStart(
    @Nullable String name,
    @Nullable TraceID traceId,
    @Nullable String traceIdText,
    @Nullable String parentId,
    boolean sampled,
    Map<String, String> headerExtras,
    LiveSegment.Kind kind,
    Shared shared) {

  /** A segment of a new trace, to be sent. */
  public static SegmentStart sampled(@Nullable String name) {
    return new SegmentStart(
        name, null, null, null, true, Map.of(), LiveSegment.Kind.SEGMENT, Shared.NOTHING);
  }

  /** The same below a caller in another process. */
  public SegmentStart continuing(@Nullable TraceID traceId, @Nullable String parentId) {
    return new SegmentStart(name, traceId, null, parentId, sampled, headerExtras, kind, shared);
  }

  /**
   * The same below a caller in another process.
   *
   * @param traceIdText {@code 1-<8 hex>-<24 hex>} in lower case
   */
  public SegmentStart continuing(@Nullable String traceIdText, @Nullable String parentId) {
    return new SegmentStart(name, null, traceIdText, parentId, sampled, headerExtras, kind, shared);
  }

  /** The same, sent or not. */
  public SegmentStart sampled(boolean sampled) {
    return new SegmentStart(
        name, traceId, traceIdText, parentId, sampled, headerExtras, kind, shared);
  }

  /** The same with these fields of the caller's header, which are passed on. */
  public SegmentStart headerExtras(Map<String, String> headerExtras) {
    return new SegmentStart(
        name, traceId, traceIdText, parentId, sampled, headerExtras, kind, shared);
  }

  /** The same as another kind of segment. */
  public SegmentStart kind(LiveSegment.Kind kind) {
    return new SegmentStart(
        name, traceId, traceIdText, parentId, sampled, headerExtras, kind, shared);
  }

  /** The same with what all segments of the recorder tell. */
  public SegmentStart shared(Shared shared) {
    return new SegmentStart(
        name, traceId, traceIdText, parentId, sampled, headerExtras, kind, shared);
  }
}
