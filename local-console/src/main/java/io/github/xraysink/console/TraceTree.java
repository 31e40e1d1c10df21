// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All entities of one trace, put together from its documents in whatever order they came.
 *
 * <p>Embedded and separately sent subsegments end up at the same place; an entity known twice is
 * one entity (complete beats in progress, later beats earlier). Parents that never came leave their
 * children as roots. Parent links that run in a circle are cut at the entity first received. No
 * step recurses, because a chain of parents may be as long as the trace.
 */
final class TraceTree {

  private final Map<String, Entity> entities = new LinkedHashMap<>();
  private final List<Entity> roots = new ArrayList<>();
  private final List<Entity> inOrder = new ArrayList<>();

  private TraceTree() {}

  /** One document of a trace and when it was received. */
  record Part(ObjectNode document, long receivedMicros) {}

  static TraceTree of(Collection<Part> parts) {
    TraceTree tree = new TraceTree();
    parts.forEach(tree::add);
    tree.link();
    tree.order();
    return tree;
  }

  /** Segments without a parent and entities whose parent is unknown, earliest first. */
  List<Entity> roots() {
    return roots;
  }

  /** Every entity, parents before children, siblings by start. */
  List<Entity> inOrder() {
    return inOrder;
  }

  Optional<Entity> find(String id) {
    return Optional.ofNullable(entities.get(id));
  }

  private record Step(ObjectNode fields, String parentId, boolean segment) {}

  private void add(Part part) {
    Deque<Step> todo = new ArrayDeque<>();
    ObjectNode document = part.document();
    boolean segment = !Json.textAt(document, "type").equals("subsegment");
    todo.add(new Step(document, Json.textAt(document, "parent_id"), segment));
    while (!todo.isEmpty()) {
      Step step = todo.poll();
      String id = Json.textAt(step.fields(), "id");
      String key = id.isEmpty() ? "?" + entities.size() : id;
      Entity known = entities.get(key);
      if (known == null) {
        entities.put(
            key,
            new Entity(key, step.segment(), step.parentId(), step.fields(), part.receivedMicros()));
      } else {
        known.offer(step.fields(), step.parentId());
      }
      for (JsonNode child : step.fields().path("subsegments")) {
        if (child instanceof ObjectNode fields) {
          todo.add(new Step(fields, key, false));
        }
      }
    }
  }

  private void link() {
    for (Entity entity : entities.values()) {
      Entity parent = entities.get(entity.parentId());
      if (parent == null || parent == entity) {
        roots.add(entity);
      } else {
        attach(entity, parent);
      }
    }
  }

  private static void attach(Entity entity, @Nullable Entity parent) {
    entity.parent = parent;
    if (parent != null) {
      parent.children.add(entity);
    }
  }

  private void order() {
    Comparator<Entity> byStart = Comparator.comparingLong(Entity::start);
    entities.values().forEach(entity -> entity.children.sort(byStart));
    roots.sort(byStart);
    Set<Entity> seen = new HashSet<>();
    for (Entity root : roots) {
      walk(root, seen);
    }
    if (seen.size() == entities.size()) {
      return;
    }
    for (Entity entity : entities.values()) { // what is left hangs in a circle of parents
      if (!seen.contains(entity)) {
        if (entity.parent != null) {
          entity.parent.children.remove(entity);
        }
        attach(entity, null);
        roots.add(entity);
        walk(entity, seen);
      }
    }
  }

  private void walk(Entity root, Set<Entity> seen) {
    Deque<Entity> stack = new ArrayDeque<>();
    stack.push(root);
    while (!stack.isEmpty()) {
      Entity entity = stack.pop();
      seen.add(entity);
      inOrder.add(entity);
      entity.depth = entity.parent == null ? 0 : entity.parent.depth + 1;
      for (int i = entity.children.size() - 1; i >= 0; i--) {
        stack.push(entity.children.get(i));
      }
    }
  }
}
