// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One segment or subsegment, put together from all documents that mention it. What it tells comes
 * from its complete document, or where there is none, from the latest one in progress.
 */
public final class CapturedEntity {

  private final String id;
  private JsonNode json;
  private String traceId;
  private String parentId;
  private boolean segment;
  private int complete;
  private int preliminary;
  private final List<CapturedEntity> children = new ArrayList<>();

  CapturedEntity(String id) {
    this.id = id;
    this.json = MissingNode.getInstance();
    this.traceId = "";
    this.parentId = "";
  }

  /**
   * Notes one more mention of this entity. {@code above} is the id of what it is embedded in, or
   * empty.
   */
  void mentioned(JsonNode mention, String trace, String above, boolean isSegment) {
    boolean inProgress = mention.path("in_progress").asBoolean();
    if (inProgress) {
      preliminary++;
    } else {
      complete++;
    }
    if (complete == 0 || !inProgress) {
      json = mention;
    }
    traceId = trace;
    parentId = above.isEmpty() ? mention.path("parent_id").asText() : above;
    segment = isSegment;
  }

  void adopt(CapturedEntity child) {
    children.add(child);
  }

  /** Sixteen hexadecimal digits. */
  public String id() {
    return id;
  }

  public String name() {
    return json.path("name").asText();
  }

  /** The trace, {@code 1-<8 hex>-<24 hex>}. */
  public String traceId() {
    return traceId;
  }

  /** Id of what it hangs below, embedded or by {@code parent_id}; empty for one without. */
  public Optional<String> parentId() {
    return parentId.isEmpty() ? Optional.empty() : Optional.of(parentId);
  }

  /** What hangs below it in its trace, embedded or sent on its own, in the order of their begin. */
  public List<CapturedEntity> children() {
    return List.copyOf(children);
  }

  /** Names of {@link #children}. */
  public List<String> childNames() {
    return children.stream().map(CapturedEntity::name).toList();
  }

  /** Whether it was sent as a segment. */
  public boolean isSegment() {
    return segment;
  }

  /** Whether nothing complete was sent of it. */
  public boolean inProgress() {
    return complete == 0;
  }

  /** In how many complete documents it appears: 1 if all is well. */
  public int timesSent() {
    return complete;
  }

  /** In how many documents it appears as in progress. */
  public int timesSentInProgress() {
    return preliminary;
  }

  public boolean fault() {
    return json.path("fault").asBoolean();
  }

  public boolean error() {
    return json.path("error").asBoolean();
  }

  public boolean throttle() {
    return json.path("throttle").asBoolean();
  }

  /** Annotations, as strings, numbers and booleans. */
  @SuppressWarnings("unchecked") // the keys of a JSON object are strings
  public Map<String, Object> annotations() {
    JsonNode annotations = json.path("annotations");
    return annotations.isObject() ? Json.MAPPER.convertValue(annotations, Map.class) : Map.of();
  }

  /** The types of the exceptions described here, outermost first. */
  public List<String> exceptionTypes() {
    List<String> types = new ArrayList<>();
    json.path("cause")
        .path("exceptions")
        .forEach(exception -> types.add(exception.path("type").asText()));
    return types;
  }

  /** From begin to end, to the microsecond; zero while in progress. */
  public Duration duration() {
    if (!json.has("end_time")) {
      return Duration.ZERO;
    }
    double seconds = json.path("end_time").asDouble() - json.path("start_time").asDouble();
    return Duration.ofNanos(Math.round(seconds * 1e6) * 1_000);
  }

  double startTime() {
    return json.path("start_time").asDouble();
  }

  /** The document, or the part of one, that tells most about it. */
  public JsonNode json() {
    return json;
  }

  @Override
  public String toString() {
    return (segment ? "segment '" : "subsegment '") + name() + "' " + id;
  }
}
