// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A segment or subsegment of a {@link TraceTree}, in its place. Built by one thread, then read
 * only.
 */
final class Entity {

  final String id;
  final boolean segment;
  final List<Entity> children = new ArrayList<>();

  @Nullable
  Entity parent;

  int depth;

  private ObjectNode fields;
  private String parentId;
  private boolean inProgress;
  private final long receivedMicros;

  Entity(String id, boolean segment, String parentId, ObjectNode fields, long receivedMicros) {
    this.id = id;
    this.segment = segment;
    this.parentId = parentId;
    this.fields = fields;
    this.receivedMicros = receivedMicros;
    inProgress = unfinished(fields);
  }

  private static boolean unfinished(ObjectNode fields) {
    return Json.flagAt(fields, "in_progress")
        && Times.micros(fields.get("end_time")).isEmpty();
  }

  /** Takes a second copy of this entity: a complete one wins, and of equals the later one. */
  void offer(ObjectNode copy, String copyParentId) {
    if (unfinished(copy) && !inProgress) {
      return;
    }
    fields = copy;
    inProgress = unfinished(copy);
    if (!copyParentId.isEmpty()) {
      parentId = copyParentId;
    }
  }

  /** The document of this entity, with whatever subsegments it was sent with still in it. */
  ObjectNode fields() {
    return fields;
  }

  String parentId() {
    return parentId;
  }

  boolean inProgress() {
    return inProgress;
  }

  String name() {
    String name = Json.textAt(fields, "name");
    return name.isEmpty() ? "(no name)" : name;
  }

  /** Start in epoch microseconds; the time of receipt when the document gives none. */
  long start() {
    return Times.micros(fields.get("start_time")).orElse(receivedMicros);
  }

  /** End in epoch microseconds, never before the start; empty while in progress. */
  OptionalLong end() {
    OptionalLong end = Times.micros(fields.get("end_time"));
    return end.isEmpty() ? end : OptionalLong.of(Math.max(end.getAsLong(), start()));
  }

  /** End, or the start while there is none. */
  long endOrStart() {
    return end().orElse(start());
  }

  boolean flag(String name) {
    return Json.flagAt(fields, name);
  }

  JsonNode at(String pointer) {
    return fields.at(pointer);
  }

  /** "aws", "remote", or "" for work of the service's own. */
  String namespace() {
    String namespace = Json.textAt(fields, "namespace");
    return namespace.equals("aws") || namespace.equals("remote") ? namespace : "";
  }

  /**
   * The segment this entity belongs to: itself, or the nearest above; null below an unknown one.
   */
  @Nullable
  Entity owner() {
    Entity at = this;
    while (at != null && !at.segment) {
      at = at.parent;
    }
    return at;
  }
}
