// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.github.xraysink.emit.CauseView;
import io.github.xraysink.emit.CauseView.Described;
import io.github.xraysink.emit.CauseView.ExceptionView;
import io.github.xraysink.emit.CauseView.Reference;
import io.github.xraysink.emit.EntityView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A document, as a map in the form of X-Ray's JSON, seen as an entity; times are in micros. */
record DocView(
    Map<String, Object> fields, String traceId, @Nullable String parent, boolean segment)
    implements EntityView {

  /** A document as it would be sent: a segment, or a subsegment with {@code parent_id}. */
  static DocView of(Map<String, Object> document) {
    return new DocView(
        document,
        (String) document.get("trace_id"),
        (String) document.get("parent_id"),
        !"subsegment".equals(document.get("type")));
  }

  @Override
  public String name() {
    return (String) fields.get("name");
  }

  @Override
  public String id() {
    return (String) fields.get("id");
  }

  @Override
  public @Nullable String parentId() {
    return parent;
  }

  @Override
  public long startMicros() {
    return (Long) fields.get("start");
  }

  @Override
  public long endMicros() {
    return (Long) fields.getOrDefault("end", 0L);
  }

  @Override
  public boolean inProgress() {
    return !fields.containsKey("end");
  }

  @Override
  public boolean error() {
    return fields.containsKey("error");
  }

  @Override
  public boolean fault() {
    return fields.containsKey("fault");
  }

  @Override
  public boolean throttle() {
    return fields.containsKey("throttle");
  }

  @Override
  public @Nullable String namespace() {
    return (String) fields.get("namespace");
  }

  @Override
  public Map<String, Object> annotations() {
    return map("annotations");
  }

  @Override
  @SuppressWarnings("unchecked")
  public Map<String, Map<String, Object>> metadata() {
    return (Map<String, Map<String, Object>>) (Map<String, ?>) map("metadata");
  }

  @Override
  public Map<String, Object> http() {
    return map("http");
  }

  @Override
  public Map<String, Object> aws() {
    return map("aws");
  }

  @Override
  public Map<String, Object> sql() {
    return map("sql");
  }

  @Override
  public Map<String, Object> service() {
    return map("service");
  }

  @Override
  public @Nullable String user() {
    return (String) fields.get("user");
  }

  @Override
  public @Nullable String origin() {
    return (String) fields.get("origin");
  }

  @Override
  public @Nullable String resourceArn() {
    return (String) fields.get("resource_arn");
  }

  @Override
  @SuppressWarnings("unchecked")
  public Collection<String> precursorIds() {
    return (Collection<String>) fields.getOrDefault("precursor_ids", List.of());
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable CauseView cause() {
    Object cause = fields.get("cause");
    if (!(cause instanceof Map<?, ?> described)) {
      return cause == null ? null : new Reference((String) cause);
    }
    return new Described((String) described.get("working_directory"), (List<ExceptionView>)
        described.get("exceptions"));
  }

  @Override
  public List<DocView> children() {
    List<DocView> children = new ArrayList<>();
    for (Object child : (List<?>) fields.getOrDefault("subsegments", List.of())) {
      children.add(new DocView(asMap(child), traceId, id(), false));
    }
    return children;
  }

  private Map<String, Object> map(String name) {
    return asMap(fields.getOrDefault(name, Map.of()));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(Object map) {
    return (Map<String, Object>) map;
  }

  /** A segment to begin with: name, ids and times. */
  static Map<String, Object> segment(String name, String id) {
    Map<String, Object> fields = subsegment(name, id);
    fields.put("trace_id", "1-6b011883-45837e9d07dc18a0fa148b95");
    return fields;
  }

  /** A subsegment to begin with. */
  static Map<String, Object> subsegment(String name, String id) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("id", id);
    fields.put("start", 1_795_226_010_070_123L);
    fields.put("end", 1_795_226_010_095_124L);
    return fields;
  }
}
