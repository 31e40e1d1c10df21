// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a trace the way BatchGetTraces hands it out: one document per segment with its subsegments
 * inside, wherever they were sent, and one per inferred segment.
 *
 * <p>Subsegments whose segment is unknown are documents of their own. So is what lies deeper than
 * {@value #MAX_DEPTH} levels, because readers limit how deep JSON may nest.
 */
final class SegmentDocuments {

  static final int MAX_DEPTH = 200;

  private SegmentDocuments() {}

  /** One document and its id. */
  record Document(String id, ObjectNode json) {}

  static List<Document> of(String traceId, TraceTree tree) {
    List<Document> documents = new ArrayList<>();
    Map<Entity, Placed> placed = new HashMap<>();
    for (Entity entity : tree.inOrder()) {
      ObjectNode copy = withoutChildren(entity);
      Placed above = entity.parent == null ? null : placed.get(entity.parent);
      if (entity.segment || above == null || above.depth() >= MAX_DEPTH) {
        standAlone(copy, traceId, entity);
        documents.add(new Document(entity.id, copy));
        placed.put(entity, new Placed(copy, 0));
      } else {
        copy.remove(List.of("trace_id", "parent_id", "type"));
        childrenOf(above.json()).add(copy);
        placed.put(entity, new Placed(copy, above.depth() + 1));
      }
      if (Inferred.isInferred(entity)) {
        documents.add(new Document(Inferred.id(entity), Inferred.segment(traceId, entity)));
      }
    }
    return documents;
  }

  private record Placed(ObjectNode json, int depth) {}

  private static ObjectNode withoutChildren(Entity entity) {
    ObjectNode copy = Json.object();
    copy.setAll(entity.fields());
    copy.remove("subsegments");
    return copy;
  }

  private static void standAlone(ObjectNode copy, String traceId, Entity entity) {
    copy.put("trace_id", traceId);
    if (!entity.segment) {
      copy.put("type", "subsegment");
      copy.put("parent_id", entity.parentId());
    }
  }

  private static ArrayNode childrenOf(ObjectNode parent) {
    return parent.withArrayProperty("subsegments");
  }
}
