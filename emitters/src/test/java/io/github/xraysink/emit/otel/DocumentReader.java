// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.xraysink.emit.CauseView.ExceptionView;
import io.opentelemetry.api.trace.SpanKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the document again that spans were made from: written from the README's table, and not from
 * the mapper, so that it finds what the mapper loses.
 */
final class DocumentReader {

  private static final ObjectMapper JSON = new ObjectMapper();

  private DocumentReader() {}

  /** The spans of one document; the first is its topmost entity. */
  static DocView read(List<ReadSpan> spans) {
    ReadSpan root = spans.get(0);
    Map<String, Object> fields = entity(root, spans);
    fields.put(
        "trace_id", "1-" + root.traceId().substring(0, 8) + "-" + root.traceId().substring(8));
    if (root.parentId() != null) {
      fields.put("parent_id", root.parentId());
    }
    if (root.kind() != SpanKind.SERVER) {
      fields.put("type", "subsegment");
    }
    return DocView.of(fields);
  }

  private static Map<String, Object> entity(ReadSpan span, List<ReadSpan> all) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", span.name());
    fields.put("id", span.spanId());
    fields.put("start", span.startNanos() / 1000);
    if (span.get("aws.xray.inprogress") == null) {
      fields.put("end", span.endNanos() / 1000);
    }
    for (String flag : List.of("fault", "error", "throttle")) {
      if (span.get("aws.xray." + flag) != null) {
        fields.put(flag, true);
      }
    }
    annotations(span, fields);
    metadata(span, fields);
    putIfAny(fields, "http", http(span));
    if (span.kind() == SpanKind.SERVER) {
      segment(span, fields);
    } else {
      subsegment(span, fields);
    }
    cause(span, fields);
    List<Map<String, Object>> children = new ArrayList<>();
    for (ReadSpan other : all) {
      if (span.spanId().equals(other.parentId()) && other != all.get(0)) {
        children.add(entity(other, all));
      }
    }
    if (!children.isEmpty()) {
      fields.put("subsegments", children);
    }
    return fields;
  }

  private static void annotations(ReadSpan span, Map<String, Object> fields) {
    if (span.get("aws.xray.annotations") instanceof List<?> keys) {
      Map<String, Object> annotations = new LinkedHashMap<>();
      keys.forEach(key -> annotations.put((String) key, span.get((String) key)));
      fields.put("annotations", annotations);
    }
  }

  private static void metadata(ReadSpan span, Map<String, Object> fields) {
    String prefix = "aws.xray.metadata.";
    Map<String, Object> metadata = new LinkedHashMap<>();
    span.attributes().forEach((key, value) -> {
      if (key.startsWith(prefix)) {
        metadata.put(key.substring(prefix.length()), json(value));
      }
    });
    putIfAny(fields, "metadata", metadata);
  }

  private static Map<String, Object> http(ReadSpan span) {
    Map<String, Object> http = json(span.get("aws.xray.http"));
    Map<String, Object> from = span.attributes();
    move(from, "http.request.method", http, "request", "method");
    move(from, "url.full", http, "request", "url");
    move(from, "user_agent.original", http, "request", "user_agent");
    move(from, "client.address", http, "request", "client_ip");
    move(from, "aws.xray.x_forwarded_for", http, "request", "x_forwarded_for");
    move(from, "aws.xray.traced", http, "request", "traced");
    move(from, "http.response.status_code", http, "response", "status");
    move(from, "http.response.body.size", http, "response", "content_length");
    return http;
  }

  private static void segment(ReadSpan span, Map<String, Object> fields) {
    Map<String, Object> from = span.resource();
    putIfThere(fields, "user", span.get("enduser.id"));
    putIfThere(fields, "origin", from.get("aws.xray.origin"));
    putIfThere(fields, "resource_arn", from.get("aws.xray.resource_arn"));
    Map<String, Object> aws = call(span);
    place(from, aws);
    move(from, "telemetry.sdk.name", aws, "xray", "sdk");
    move(from, "telemetry.sdk.version", aws, "xray", "sdk_version");
    move(span.attributes(), "aws.xray.rule_name", aws, "xray", "rule_name");
    putIfAny(fields, "aws", aws);
    Map<String, Object> service = json(span.get("aws.xray.service"));
    Object version = from.get("service.version");
    if (version != null && !version.equals(in(aws, "elastic_beanstalk").get("version_label"))) {
      service.put("version", version);
    }
    putIfThere(service, "runtime", from.get("process.runtime.name"));
    putIfThere(service, "runtime_version", from.get("process.runtime.version"));
    putIfAny(fields, "service", service);
  }

  private static void place(Map<String, Object> from, Map<String, Object> aws) {
    putIfThere(aws, "account_id", from.get("cloud.account.id"));
    move(from, "host.id", aws, "ec2", "instance_id");
    move(from, "cloud.availability_zone", aws, "ec2", "availability_zone");
    move(from, "host.type", aws, "ec2", "instance_size");
    move(from, "host.image.id", aws, "ec2", "ami_id");
    move(from, "container.name", aws, "ecs", "container");
    move(from, "aws.ecs.container.arn", aws, "ecs", "container_arn");
    Object container = from.get("container.id");
    if (container != null && !container.equals(in(aws, "eks").get("container_id"))) {
      move(from, "container.id", aws, "ecs", "container_id");
    }
    move(from, "k8s.cluster.name", aws, "eks", "cluster_name");
    move(from, "k8s.pod.name", aws, "eks", "pod");
    move(from, "service.namespace", aws, "elastic_beanstalk", "environment_name");
    if (!aws.containsKey("cloudwatch_logs")) {
      logs(from, aws);
    }
  }

  private static void logs(Map<String, Object> from, Map<String, Object> aws) {
    List<?> names = (List<?>) from.getOrDefault("aws.log.group.names", List.of());
    List<?> arns = (List<?>) from.getOrDefault("aws.log.group.arns", List.of());
    List<Map<String, Object>> logs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Map<String, Object> group = new LinkedHashMap<>(Map.of("log_group", names.get(i)));
      if (i < arns.size()) {
        group.put("arn", arns.get(i));
      }
      logs.add(group);
    }
    if (!logs.isEmpty()) {
      aws.put("cloudwatch_logs", logs);
    }
  }

  private static Map<String, Object> call(ReadSpan span) {
    Map<String, Object> aws = json(span.get("aws.xray.aws"));
    for (String field : List.of("operation", "region", "request_id", "queue_url", "table_name")) {
      putIfThere(aws, field, span.get("aws." + field));
    }
    putIfThere(aws, "table_names", span.get("aws.dynamodb.table_names"));
    putIfThere(aws, "retries", span.get("aws.xray.retries"));
    putIfThere(aws, "account_id", span.get("aws.account_id"));
    return aws;
  }

  private static void subsegment(ReadSpan span, Map<String, Object> fields) {
    if (span.kind() == SpanKind.CLIENT) {
      fields.put("namespace", "aws-api".equals(span.get("rpc.system")) ? "aws" : "remote");
    }
    putIfAny(fields, "aws", call(span));
    putIfThere(fields, "precursor_ids", span.get("aws.xray.precursor_ids"));
    Map<String, Object> sql = json(span.get("aws.xray.sql"));
    putIfThere(sql, "database_type", span.get("db.system"));
    putIfThere(sql, "sanitized_query", span.get("db.statement"));
    putIfThere(sql, "user", span.get("db.user"));
    if (span.get("db.connection_string") != null && !sql.containsKey("url")) {
      sql.put("url", span.get("db.connection_string") + "/" + span.get("db.name"));
    }
    putIfAny(fields, "sql", sql);
  }

  private static void cause(ReadSpan span, Map<String, Object> fields) {
    putIfThere(fields, "cause", span.get("aws.xray.cause"));
    if (!span.events().isEmpty()) {
      Map<String, Object> cause = new LinkedHashMap<>();
      putIfThere(cause, "working_directory", span.get("aws.xray.cause.working_directory"));
      cause.put(
          "exceptions", span.events().stream().map(DocumentReader::exception).toList());
      fields.put("cause", cause);
    }
  }

  private static ExceptionView exception(ReadSpan.Event event) {
    Map<String, Object> from = event.attributes();
    return new ExceptionView(
        (String) from.get("aws.xray.exception.id"),
        (String) from.get("exception.type"),
        (String) from.get("exception.message"),
        from.containsKey("aws.xray.exception.remote"),
        number(from.get("aws.xray.exception.truncated")),
        number(from.get("aws.xray.exception.skipped")),
        (String) from.get("aws.xray.exception.cause"),
        frames(from));
  }

  private static List<StackTraceElement> frames(Map<String, Object> exception) {
    List<StackTraceElement> frames = new ArrayList<>();
    String text = (String) exception.getOrDefault("exception.stacktrace", "");
    int from = text.isEmpty() ? 0 : text.indexOf("\n\tat ", header(exception).length());
    for (String line : text.substring(Math.max(0, from)).split("\n")) {
      if (line.startsWith("\tat ")) {
        int open = line.lastIndexOf('(');
        String label = line.substring(4, open);
        String place = line.substring(open + 1, line.length() - 1);
        int dot = label.lastIndexOf('.');
        frames.add(frame(label.substring(0, dot), label.substring(dot + 1), place));
      }
    }
    return frames;
  }

  private static String header(Map<String, Object> exception) {
    Object message = exception.get("exception.message");
    return exception.get("exception.type") + (message == null ? "" : ": " + message);
  }

  private static StackTraceElement frame(String type, String method, String place) {
    int colon = place.lastIndexOf(':');
    if (place.equals("Native Method")) {
      return new StackTraceElement(type, method, null, -2);
    } else if (place.equals("Unknown Source")) {
      return new StackTraceElement(type, method, null, -1);
    } else if (colon < 0) {
      return new StackTraceElement(type, method, place, -1);
    }
    return new StackTraceElement(
        type, method, place.substring(0, colon), Integer.parseInt(place.substring(colon + 1)));
  }

  private static int number(@Nullable Object value) {
    return value == null ? 0 : ((Number) value).intValue();
  }

  private static void move(
      Map<String, Object> from,
      String attribute,
      Map<String, Object> block,
      String name,
      String field) {
    Object value = from.get(attribute);
    if (value != null) {
      Map<String, Object> inner = new LinkedHashMap<>(in(block, name));
      inner.put(field, value);
      block.put(name, inner);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> in(Map<String, Object> block, String name) {
    return block.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private static void putIfThere(Map<String, Object> map, String name, @Nullable Object value) {
    if (value != null) {
      map.put(name, value);
    }
  }

  private static void putIfAny(Map<String, Object> map, String name, Map<String, Object> value) {
    if (!value.isEmpty()) {
      map.put(name, value);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> json(@Nullable Object text) {
    try {
      return text == null
          ? new LinkedHashMap<>()
          : JSON.readValue((String) text, LinkedHashMap.class);
    } catch (JsonProcessingException notJson) {
      throw new AssertionError(notJson);
    }
  }
}
