// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A segment or subsegment as one document tells it.
 *
 * @param document number of the document in order of arrival, from 0
 * @param parentId of the entity around it in the document, or as given in the document;
 *     {@code null} for the start of a trace
 * @param request the annotation {@code request}, on segments
 * @param start in seconds since 1970
 * @param end in seconds since 1970; {@code null} if it was not over
 * @param failure class of what was thrown in it; empty if it is at fault without saying;
 *     {@code null} if it is not at fault
 */
record SeenEntity(
    int document,
    String traceId,
    String id,
    @Nullable String parentId,
    boolean segment,
    String name,
    @Nullable String request,
    double start,
    @Nullable Double end,
    @Nullable String failure) {

  /** Reads one entity, without what is below it. */
  static SeenEntity of(JsonNode json, int document, String traceId, @Nullable String parentId) {
    boolean over = json.hasNonNull("end_time") && !json.path("in_progress").asBoolean();
    return new SeenEntity(
        document,
        traceId,
        json.path("id").asText(),
        parentId,
        !json.hasNonNull("type") && json.hasNonNull("trace_id"),
        json.path("name").asText(),
        textOrNull(json.path("annotations").path("request")),
        json.path("start_time").asDouble(),
        over ? json.path("end_time").asDouble() : null,
        failureOf(json));
  }

  boolean complete() {
    return end != null;
  }

  static @Nullable String textOrNull(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }

  private static @Nullable String failureOf(JsonNode json) {
    if (!json.path("fault").asBoolean() && !json.path("error").asBoolean()) {
      return null;
    }
    String type = json.path("cause").path("exceptions").path(0).path("type").asText();
    return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
  }
}
