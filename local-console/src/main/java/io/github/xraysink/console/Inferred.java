// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;

/**
 * Callees that sent nothing themselves: X-Ray infers a segment from a subsegment with a namespace
 * when no segment names that subsegment as its parent.
 */
final class Inferred {

  private static final List<String> TAKEN_OVER =
      List.of("start_time", "end_time", "in_progress", "http", "error", "fault", "throttle");

  private Inferred() {}

  static boolean isInferred(Entity entity) {
    return !entity.segment
        && !entity.namespace().isEmpty()
        && entity.children.stream().noneMatch(child -> child.segment);
  }

  /** The name of the callee: the table or queue where there is one, else that of the call. */
  static String name(Entity call) {
    String table = call.at("/aws/table_name").asText("");
    String queue = call.at("/aws/queue_url").asText("");
    if (!table.isEmpty()) {
      return table;
    }
    return queue.isEmpty() ? call.name() : queue;
  }

  /** The type of the callee: {@code AWS::<service>}, {@code Database::SQL} or {@code remote}. */
  static String type(Entity call) {
    if (call.namespace().equals("aws")) {
      if (!call.at("/aws/table_name").asText("").isEmpty()) {
        return "AWS::DynamoDB::Table";
      }
      if (!call.at("/aws/queue_url").asText("").isEmpty()) {
        return "AWS::SQS::Queue";
      }
      return "AWS::" + call.name();
    }
    return call.fields().path("sql").isObject() ? "Database::SQL" : "remote";
  }

  /** Its id: made from the id of the call, so that it is the same at every reading. */
  static String id(Entity call) {
    UUID hash = UUID.nameUUIDFromBytes(DocumentReader.utf8("inferred " + call.id));
    return String.format("%016x", hash.getMostSignificantBits());
  }

  /** The segment document X-Ray would add for it. */
  static ObjectNode segment(String traceId, Entity call) {
    ObjectNode segment = Json.object()
        .put("id", id(call))
        .put("name", name(call))
        .put("trace_id", traceId)
        .put("parent_id", call.id)
        .put("inferred", true)
        .put("origin", type(call));
    for (String field : TAKEN_OVER) {
      JsonNode value = call.fields().get(field);
      if (value != null) {
        segment.set(field, value);
      }
    }
    return segment;
  }
}
