// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import io.github.xraysink.emit.CauseView.Described;
import io.github.xraysink.emit.CauseView.ExceptionView;
import io.github.xraysink.emit.CauseView.Reference;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document read back as an entity: how documents of entities that are not ours are split and
 * trimmed, and shown to transports that are not JSON.
 */
final class JsonEntityView implements EntityView {

  private final Map<?, ?> fields;
  private final boolean segment;
  private final String traceId;
  private final @Nullable String parentId;
  private final List<JsonEntityView> children = new ArrayList<>();

  private JsonEntityView(
      Map<?, ?> fields, boolean segment, String traceId, @Nullable String parentId) {
    this.fields = fields;
    this.segment = segment;
    this.traceId = traceId;
    this.parentId = parentId;
    if (fields.get("subsegments") instanceof Collection<?> subsegments) {
      for (Object child : subsegments) {
        if (child instanceof Map<?, ?> map) {
          children.add(new JsonEntityView(map, false, traceId, id()));
        }
      }
    }
  }

  /**
   * Reads a segment, or a subsegment sent on its own.
   *
   * @throws IllegalArgumentException if the text is no JSON object
   */
  static JsonEntityView parse(String json) {
    Map<?, ?> fields = ObjectValues.parse(json);
    return new JsonEntityView(
        fields,
        !"subsegment".equals(fields.get("type")),
        String.valueOf(fields.get("trace_id")),
        text(fields, "parent_id"));
  }

  @Override
  public String name() {
    return String.valueOf(fields.get("name"));
  }

  @Override
  public String id() {
    return String.valueOf(fields.get("id"));
  }

  @Override
  public String traceId() {
    return traceId;
  }

  @Override
  public @Nullable String parentId() {
    return parentId;
  }

  @Override
  public boolean segment() {
    return segment;
  }

  @Override
  public long startMicros() {
    return micros("start_time");
  }

  @Override
  public long endMicros() {
    return micros("end_time");
  }

  @Override
  public boolean inProgress() {
    return flag("in_progress");
  }

  @Override
  public boolean error() {
    return flag("error");
  }

  @Override
  public boolean fault() {
    return flag("fault");
  }

  @Override
  public boolean throttle() {
    return flag("throttle");
  }

  @Override
  public @Nullable String namespace() {
    return text(fields, "namespace");
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
    return text(fields, "user");
  }

  @Override
  public @Nullable String origin() {
    return text(fields, "origin");
  }

  @Override
  public @Nullable String resourceArn() {
    return text(fields, "resource_arn");
  }

  @Override
  public Collection<String> precursorIds() {
    return fields.get("precursor_ids") instanceof Collection<?> ids
        ? ids.stream().map(String::valueOf).toList()
        : List.of();
  }

  @Override
  public @Nullable CauseView cause() {
    Object cause = fields.get("cause");
    if (cause instanceof String reference) {
      return new Reference(reference);
    }
    if (!(cause instanceof Map<?, ?> described)) {
      return null;
    }
    List<ExceptionView> exceptions = new ArrayList<>();
    for (Map<?, ?> exception : maps(described.get("exceptions"))) {
      exceptions.add(exception(exception));
    }
    return new Described(text(described, "working_directory"), exceptions);
  }

  @Override
  public List<? extends EntityView> children() {
    return children;
  }

  private static ExceptionView exception(Map<?, ?> exception) {
    List<StackTraceElement> stack = new ArrayList<>();
    for (Map<?, ?> frame : maps(exception.get("stack"))) {
      stack.add(frame(frame));
    }
    return new ExceptionView(
        String.valueOf(exception.get("id")),
        text(exception, "type"),
        text(exception, "message"),
        Boolean.TRUE.equals(exception.get("remote")),
        whole(exception, "truncated"),
        whole(exception, "skipped"),
        text(exception, "cause"),
        stack);
  }

  private static StackTraceElement frame(Map<?, ?> frame) {
    String label = String.valueOf(frame.get("label"));
    int dot = label.lastIndexOf('.');
    return new StackTraceElement(
        dot < 0 ? "" : label.substring(0, dot),
        label.substring(dot + 1),
        text(frame, "path"),
        whole(frame, "line"));
  }

  private static List<Map<?, ?>> maps(@Nullable Object list) {
    List<Map<?, ?>> maps = new ArrayList<>();
    if (list instanceof Collection<?> collection) {
      for (Object element : collection) {
        if (element instanceof Map<?, ?> map) {
          maps.add(map);
        }
      }
    }
    return maps;
  }

  private long micros(String name) {
    return fields.get(name) instanceof Number number
        ? new BigDecimal(number.toString())
            .movePointRight(6)
            .setScale(0, RoundingMode.HALF_UP)
            .longValue()
        : 0;
  }

  private boolean flag(String name) {
    return Boolean.TRUE.equals(fields.get(name));
  }

  private static int whole(Map<?, ?> from, String name) {
    return from.get(name) instanceof Number number ? number.intValue() : 0;
  }

  private static @Nullable String text(Map<?, ?> from, String name) {
    return from.get(name) instanceof String text ? text : null;
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> map(String name) {
    return fields.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
