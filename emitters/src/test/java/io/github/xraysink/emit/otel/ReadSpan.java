// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A span as a back end reads it, be it from memory or from OTLP. */
record ReadSpan(
    String traceId,
    String spanId,
    @Nullable String parentId,
    boolean remoteParent,
    String name,
    SpanKind kind,
    StatusCode status,
    String statusMessage,
    long startNanos,
    long endNanos,
    Map<String, Object> attributes,
    List<Event> events,
    Map<String, Object> resource,
    String scope) {

  record Event(long nanos, String name, Map<String, Object> attributes) {}

  @Nullable
  Object get(String attribute) {
    return attributes.get(attribute);
  }

  static List<ReadSpan> of(List<SpanData> spans) {
    return spans.stream().map(ReadSpan::of).toList();
  }

  static ReadSpan of(SpanData span) {
    SpanContext parent = span.getParentSpanContext();
    return new ReadSpan(
        span.getTraceId(),
        span.getSpanId(),
        parent.isValid() ? parent.getSpanId() : null,
        parent.isRemote(),
        span.getName(),
        span.getKind(),
        span.getStatus().getStatusCode(),
        span.getStatus().getDescription(),
        span.getStartEpochNanos(),
        span.getEndEpochNanos(),
        map(span.getAttributes()),
        span.getEvents().stream()
            .map(e -> new Event(e.getEpochNanos(), e.getName(), map(e.getAttributes())))
            .toList(),
        map(span.getResource().getAttributes()),
        span.getInstrumentationScopeInfo().getName());
  }

  private static Map<String, Object> map(Attributes attributes) {
    Map<String, Object> map = new LinkedHashMap<>();
    attributes.forEach((key, value) -> map.put(key.getKey(), value));
    return map;
  }

  static List<ReadSpan> of(ExportTraceServiceRequest request) {
    List<ReadSpan> spans = new ArrayList<>();
    for (ResourceSpans resource : request.getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          spans.add(of(span, resource.getResource(), scope.getScope().getName()));
        }
      }
    }
    return spans;
  }

  private static ReadSpan of(Span span, Resource resource, String scope) {
    HexFormat hex = HexFormat.of();
    return new ReadSpan(
        hex.formatHex(span.getTraceId().toByteArray()),
        hex.formatHex(span.getSpanId().toByteArray()),
        span.getParentSpanId().isEmpty()
            ? null
            : hex.formatHex(span.getParentSpanId().toByteArray()),
        (span.getFlags() & 0x200) != 0,
        span.getName(),
        SpanKind.valueOf(span.getKind().name().replace("SPAN_KIND_", "")),
        StatusCode.valueOf(span.getStatus().getCode().name().replace("STATUS_CODE_", "")),
        span.getStatus().getMessage(),
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano(),
        map(span.getAttributesList()),
        span.getEventsList().stream()
            .map(e -> new Event(e.getTimeUnixNano(), e.getName(), map(e.getAttributesList())))
            .toList(),
        map(resource.getAttributesList()),
        scope);
  }

  private static Map<String, Object> map(List<KeyValue> attributes) {
    Map<String, Object> map = new LinkedHashMap<>();
    attributes.forEach(one -> map.put(one.getKey(), value(one.getValue())));
    return map;
  }

  private static Object value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case ARRAY_VALUE ->
        value.getArrayValue().getValuesList().stream().map(ReadSpan::value).toList();
      default -> throw new AssertionError("no value we write: " + value);
    };
  }
}
