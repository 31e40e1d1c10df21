// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.github.xraysink.emit.CauseView;
import io.github.xraysink.emit.CauseView.Described;
import io.github.xraysink.emit.DocumentLimits;
import io.github.xraysink.emit.EntityView;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans of segments and subsegments. The kind of a span tells which it was: a segment is a
 * {@code SERVER}, a subsegment with a namespace a {@code CLIENT}, any other {@code INTERNAL}; so
 * the collector's X-Ray exporter makes segments of the same entities again. For one thread.
 */
final class SpanMapper {

  private static final long NANOS = 1_000;
  private static final int SERVER_FAILED = 500;
  private static final int CLIENT_FAILED = 400;

  private final Places places;
  private final SpanAttributes attributes = new SpanAttributes();
  private final LongSupplier epochNanos;

  SpanMapper(Resource base, LongSupplier epochNanos) {
    this.places = new Places(base);
    this.epochNanos = epochNanos;
  }

  /** An entity whose parent has been mapped. */
  private record Below(EntityView entity, SpanContext parent) {}

  /**
   * Maps a tree, each entity before those below it; without recursion, for a tree may be deeper
   * than a stack.
   */
  List<SpanData> map(EntityView root) {
    List<SpanData> spans = new ArrayList<>();
    Places.Place place = places.of(root.segment() ? root : root.owner());
    String traceId = traceId(root.traceId());
    Deque<Below> waiting = new ArrayDeque<>();
    waiting.push(new Below(root, parentOf(root, traceId)));
    while (!waiting.isEmpty()) {
      Below next = waiting.pop();
      SpanContext context = context(traceId, next.entity.id(), false);
      spans.add(span(next.entity, context, next.parent, place));
      List<? extends EntityView> children = next.entity.children();
      for (int i = children.size() - 1; i >= 0; i--) {
        waiting.push(new Below(children.get(i), context));
      }
    }
    return spans;
  }

  /** {@code 1-<8 hex>-<24 hex>} without what makes it X-Ray's. */
  private static String traceId(String xray) {
    String valid = DocumentLimits.traceId(xray);
    return valid.substring(2, 10) + valid.substring(11);
  }

  /** A segment's parent is in another process, or at least in another document. */
  private static SpanContext parentOf(EntityView root, String traceId) {
    String parentId = root.parentId();
    return parentId == null ? SpanContext.getInvalid() : context(traceId, parentId, root.segment());
  }

  private static SpanContext context(String traceId, @Nullable String id, boolean remote) {
    String spanId = DocumentLimits.entityId(id);
    TraceFlags sampled = TraceFlags.getSampled();
    return remote
        ? SpanContext.createFromRemoteParent(traceId, spanId, sampled, TraceState.getDefault())
        : SpanContext.create(traceId, spanId, sampled, TraceState.getDefault());
  }

  private SpanData span(
      EntityView entity, SpanContext context, SpanContext parent, Places.Place place) {
    String name = entity.name();
    long start = entity.startMicros() * NANOS;
    long end = entity.inProgress() || entity.endMicros() <= 0
        ? Math.max(start, epochNanos.getAsLong())
        : entity.endMicros() * NANOS;
    CauseView cause = entity.cause();
    List<EventData> events =
        cause instanceof Described described ? ExceptionEvents.of(described, end) : List.of();
    return new MappedSpan(
        name == null || name.isEmpty() ? DocumentLimits.UNNAMED : name,
        kind(entity),
        context,
        parent,
        status(entity, cause),
        start,
        end,
        attributes.of(entity, place),
        events,
        place.resource());
  }

  private static SpanKind kind(EntityView entity) {
    if (entity.segment()) {
      return SpanKind.SERVER;
    }
    String namespace = entity.namespace();
    return "aws".equals(namespace) || "remote".equals(namespace)
        ? SpanKind.CLIENT
        : SpanKind.INTERNAL;
  }

  private static StatusData status(EntityView entity, @Nullable CauseView cause) {
    if (cause instanceof Described described && !described.exceptions().isEmpty()) {
      String message = described.exceptions().get(0).message();
      return message == null ? StatusData.error() : StatusData.create(StatusCode.ERROR, message);
    }
    boolean failed = entity.fault() || entity.error() || entity.throttle() || cause != null;
    return failed || failedByStatus(entity) ? StatusData.error() : StatusData.unset();
  }

  /** As the semantic conventions say: what the caller did wrong is no error of the server's. */
  private static boolean failedByStatus(EntityView entity) {
    Map<String, Object> http = entity.http();
    return !http.isEmpty()
        && http.get("response") instanceof Map<?, ?> response
        && response.get("status") instanceof Number status
        && status.intValue() >= (entity.segment() ? SERVER_FAILED : CLIENT_FAILED);
  }
}
