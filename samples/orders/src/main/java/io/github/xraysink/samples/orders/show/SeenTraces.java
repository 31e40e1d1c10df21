// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.xraysink.testkit.SegmentDocuments;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a daemon received, put together by trace and entity. Immutable. */
final class SeenTraces {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final int documents;
  private final int validDocuments;
  private final List<SeenEntity> occurrences = new ArrayList<>();

  /** The best that is known of each entity: the complete one, if it came. */
  private final Map<String, SeenEntity> byId = new LinkedHashMap<>();

  /**
   * Reads documents in the order in which they arrived. What is no JSON is counted as not valid,
   * and no more.
   */
  SeenTraces(List<String> received) {
    documents = received.size();
    validDocuments = (int) received.stream().filter(SeenTraces::isValid).count();
    for (int document = 0; document < received.size(); document++) {
      read(received.get(document), document);
    }
    for (SeenEntity entity : occurrences) {
      byId.merge(entity.id(), entity, (known, other) -> known.complete() ? known : other);
    }
  }

  private static boolean isValid(String document) {
    return SegmentDocuments.validate(document).isEmpty();
  }

  private void read(String text, int document) {
    try {
      JsonNode root = JSON.readTree(text);
      String parent = SeenEntity.textOrNull(root.path("parent_id"));
      read(root, document, root.path("trace_id").asText(), parent);
    } catch (JsonProcessingException noJson) {
      // Not valid, as has been counted.
    }
  }

  private void read(JsonNode json, int document, String traceId, @Nullable String parentId) {
    SeenEntity entity = SeenEntity.of(json, document, traceId, parentId);
    occurrences.add(entity);
    json.path("subsegments").forEach(child -> read(child, document, traceId, entity.id()));
  }

  int documents() {
    return documents;
  }

  int validDocuments() {
    return validDocuments;
  }

  /** Each entity once. */
  Collection<SeenEntity> entities() {
    return byId.values();
  }

  @Nullable
  SeenEntity parentOf(SeenEntity entity) {
    return entity.parentId() == null ? null : byId.get(entity.parentId());
  }

  /** How many documents tell of the entity's end. */
  int timesComplete(SeenEntity entity) {
    return (int) occurrences.stream()
        .filter(o -> o.id().equals(entity.id()) && o.complete())
        .count();
  }

  /** What was asked for in the entity's trace; {@code null} if no segment of it arrived. */
  @Nullable
  String requestOf(SeenEntity entity) {
    return byId.values().stream()
        .filter(other -> other.traceId().equals(entity.traceId()))
        .map(SeenEntity::request)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** All entities of each trace; traces in order of their beginning. */
  List<List<SeenEntity>> traces() {
    Map<String, List<SeenEntity>> byTrace = new LinkedHashMap<>();
    for (SeenEntity entity : byId.values()) {
      byTrace.computeIfAbsent(entity.traceId(), id -> new ArrayList<>()).add(entity);
    }
    Comparator<SeenEntity> byStart = Comparator.comparingDouble(SeenEntity::start);
    byTrace.values().forEach(trace -> trace.sort(byStart));
    return byTrace.values().stream()
        .sorted(Comparator.comparing((List<SeenEntity> trace) -> trace.get(0), byStart))
        .toList();
  }
}
