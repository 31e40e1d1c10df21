// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.xraysink.console.TraceRecord.Annotation;
import io.github.xraysink.console.TraceRecord.Http;
import io.github.xraysink.console.TraceRecord.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Writes a trace as GetTraceSummaries does. */
final class Summaries {

  private Summaries() {}

  static ObjectNode of(TraceRecord trace) {
    ObjectNode summary = Json.object()
        .put("Id", trace.traceId())
        .put("StartTime", Times.seconds(trace.start()))
        .put("Duration", Times.seconds(trace.durationMicros()))
        .put("ResponseTime", Times.seconds(trace.rootMicros()))
        .put("HasFault", trace.has(TraceRecord.ROOT_FAULT))
        .put("HasError", trace.has(TraceRecord.ROOT_ERROR))
        .put("HasThrottle", trace.has(TraceRecord.ANY_THROTTLE))
        .put("IsPartial", trace.inProgress())
        .put("Revision", trace.documents());
    summary.set("Http", http(trace));
    summary.set("Annotations", annotations(trace));
    summary.set("Users", users(trace));
    ArrayNode services = summary.putArray("ServiceIds");
    trace.nodes().forEach(node -> services.add(serviceId(node)));
    strings(
        summary,
        "ResourceARNs",
        "ARN",
        trace.nodes().stream().flatMap(n -> n.arns().stream()).toList());
    strings(
        summary, "InstanceIds", "Id", trace.nodes().stream().map(Node::instance).toList());
    strings(
        summary,
        "AvailabilityZones",
        "Name",
        trace.nodes().stream().map(Node::zone).toList());
    if (trace.rootNode() >= 0) {
      summary.set("EntryPoint", serviceId(trace.nodes().get(trace.rootNode())));
    }
    return summary;
  }

  private static void strings(ObjectNode summary, String field, String name, List<String> values) {
    ArrayNode array = summary.putArray(field);
    for (String value : new TreeSet<>(values)) {
      if (!value.isEmpty()) {
        array.addObject().put(name, value);
      }
    }
  }

  private static ObjectNode serviceId(Node node) {
    ObjectNode id = Json.object().put("Name", node.name());
    id.putArray("Names").add(node.name());
    return node.type().isEmpty() ? id : id.put("Type", node.type());
  }

  /** The request the trace began with; an empty object when it was none. */
  static ObjectNode http(TraceRecord trace) {
    ObjectNode json = Json.object();
    if (trace.rootNode() < 0 || trace.nodes().get(trace.rootNode()).https().isEmpty()) {
      return json;
    }
    Http http = trace.nodes().get(trace.rootNode()).https().get(0);
    putText(json, "HttpURL", http.url());
    putText(json, "HttpMethod", http.method());
    putText(json, "UserAgent", http.userAgent());
    putText(json, "ClientIp", http.clientIp());
    return http.status() == 0 ? json : json.put("HttpStatus", http.status());
  }

  private static void putText(ObjectNode json, String field, String value) {
    if (!value.isEmpty()) {
      json.put(field, value);
    }
  }

  private static ObjectNode annotations(TraceRecord trace) {
    Map<String, Map<Object, ArrayNode>> byKey = new LinkedHashMap<>();
    for (Annotation annotation : trace.annotations()) {
      ArrayNode services = byKey
          .computeIfAbsent(annotation.key(), key -> new LinkedHashMap<>())
          .computeIfAbsent(annotation.value(), value -> Json.array());
      if (annotation.node() >= 0) {
        services.add(serviceId(trace.nodes().get(annotation.node())));
      }
    }
    ObjectNode json = Json.object();
    byKey.forEach((key, values) -> {
      ArrayNode array = json.putArray(key);
      values.forEach((value, services) -> {
        ObjectNode entry = array.addObject();
        entry.set("AnnotationValue", annotationValue(value));
        entry.set("ServiceIds", services);
      });
    });
    return json;
  }

  private static ObjectNode annotationValue(Object value) {
    if (value instanceof Double number) {
      return Json.object().put("NumberValue", number);
    }
    if (value instanceof Boolean flag) {
      return Json.object().put("BooleanValue", flag);
    }
    return Json.object().put("StringValue", (String) value);
  }

  private static ArrayNode users(TraceRecord trace) {
    Map<String, ArrayNode> byUser = new LinkedHashMap<>();
    for (Node node : trace.nodes()) {
      for (String user : node.users()) {
        byUser.computeIfAbsent(user, u -> Json.array()).add(serviceId(node));
      }
    }
    ArrayNode json = Json.array();
    byUser.forEach(
        (user, services) -> json.addObject().put("UserName", user).set("ServiceIds", services));
    return json;
  }
}
