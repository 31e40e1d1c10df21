// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The documents of a trace, put together. */
final class SeenTrace {

  private final String id;
  private final Map<String, SeenEntity> entities = new LinkedHashMap<>();
  private final List<SeenEntity> roots = new ArrayList<>();

  SeenTrace(String id, List<JsonNode> documents) {
    this.id = id;
    Map<String, String> parents = new LinkedHashMap<>();
    documents.forEach(document -> read(document, document.path("parent_id").asText(), parents));
    entities.forEach((entityId, entity) -> {
      SeenEntity parent = entities.get(parents.getOrDefault(entityId, ""));
      if (parent == null) {
        roots.add(entity);
      } else {
        parent.adopt(entity);
      }
    });
  }

  private void read(JsonNode json, String parent, Map<String, String> parents) {
    SeenEntity entity = new SeenEntity(json);
    SeenEntity known = entities.get(entity.id());
    if (known == null || !known.complete()) {
      entities.put(entity.id(), entity);
      parents.put(entity.id(), parent);
    }
    json.path("subsegments").forEach(child -> read(child, entity.id(), parents));
  }

  String id() {
    return id;
  }

  Collection<SeenEntity> entities() {
    return entities.values();
  }

  /** One, if the trace is whole. */
  List<SeenEntity> roots() {
    return roots;
  }

  boolean knows(String entityId) {
    return entities.containsKey(entityId);
  }

  /** Each complete entity as the names from its root to it. */
  List<String> paths() {
    List<String> paths = new ArrayList<>();
    roots.forEach(root -> collect(root, root.name(), false, paths));
    return paths;
  }

  /** Those of {@link #paths} that have failed. */
  List<String> faults() {
    List<String> paths = new ArrayList<>();
    roots.forEach(root -> collect(root, root.name(), true, paths));
    return paths;
  }

  private static void collect(
      SeenEntity entity, String path, boolean faultsOnly, List<String> paths) {
    if (entity.complete() && (entity.fault() || !faultsOnly)) {
      paths.add(path);
    }
    entity
        .children()
        .forEach(child -> collect(child, path + "/" + child.name(), faultsOnly, paths));
  }
}
