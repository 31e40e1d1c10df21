// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/** Writes traces for the page: short rows for lists and waterfalls, everything on one entity. */
final class TraceView {

  private TraceView() {}

  /** One row of the list of traces. Times are epoch microseconds. */
  static ObjectNode row(TraceRecord trace) {
    ObjectNode row = Json.object()
        .put("id", trace.traceId())
        .put("start", trace.start())
        .put("duration", trace.durationMicros())
        .put("response", trace.rootMicros())
        .put("name", trace.rootName())
        .put("entities", trace.entities())
        .put("services", trace.nodes().size())
        .put("fault", trace.has(TraceRecord.ANY_FAULT))
        .put("error", trace.has(TraceRecord.ANY_ERROR))
        .put("throttle", trace.has(TraceRecord.ANY_THROTTLE))
        .put("inProgress", trace.inProgress());
    row.set("http", Summaries.http(trace));
    return row;
  }

  /**
   * A whole trace: {@code entities} in tree order, each with the index of its parent ({@code p}, -1
   * for none), depth ({@code d}), id, name, start relative to the trace ({@code s}) and duration
   * ({@code t}, -1 while in progress) in microseconds, namespace and flags.
   */
  static ObjectNode of(String traceId, TraceTree tree) {
    long start = tree.inOrder().stream().mapToLong(Entity::start).min().orElse(0);
    long end = tree.inOrder().stream().mapToLong(Entity::endOrStart).max().orElse(start);
    ObjectNode view =
        Json.object().put("id", traceId).put("start", start).put("duration", end - start);
    ArrayNode entities = view.putArray("entities");
    Map<Entity, Integer> indexes = new HashMap<>();
    for (Entity entity : tree.inOrder()) {
      int parent = entity.parent == null ? -1 : indexes.getOrDefault(entity.parent, -1);
      indexes.put(entity, indexes.size());
      entities.add(bar(entity, parent, start));
    }
    return view;
  }

  private static ObjectNode bar(Entity entity, int parent, long traceStart) {
    ObjectNode bar = Json.object()
        .put("id", entity.id)
        .put("p", parent)
        .put("d", entity.depth)
        .put("name", entity.name())
        .put("s", entity.start() - traceStart)
        .put("t", entity.inProgress() ? -1 : entity.endOrStart() - entity.start())
        .put("state", state(entity));
    if (entity.segment) {
      bar.put("segment", true).put("origin", Json.textAt(entity.fields(), "origin"));
    } else if (!entity.namespace().isEmpty()) {
      bar.put("ns", entity.namespace());
    }
    int status = entity.at("/http/response/status").asInt(0);
    return status == 0 ? bar : bar.put("status", status);
  }

  /** The worst flag an entity carries, or "ok". */
  static String state(Entity entity) {
    for (String flag : new String[] {"fault", "throttle", "error"}) {
      if (entity.flag(flag)) {
        return flag;
      }
    }
    return "ok";
  }

  /** Everything one entity was sent with, but not its subsegments. */
  static ObjectNode detail(Entity entity) {
    ObjectNode detail = Json.object();
    detail.setAll(entity.fields());
    detail.remove("subsegments");
    return detail;
  }
}
