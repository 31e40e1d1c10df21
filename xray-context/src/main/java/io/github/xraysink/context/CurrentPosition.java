// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.TraceID;
import io.github.xraysink.context.entity.LiveSegment;
import io.github.xraysink.internal.Guard;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be told about a position: its trace and its headers. Nothing here throws or logs missing
 * context.
 */
final class CurrentPosition {

  /** What entities have that belong to no trace. */
  private static final String NO_TRACE = TraceID.invalid().toString();

  private CurrentPosition() {}

  /** The position of this thread, which on Lambda is at least the invocation itself. */
  static @Nullable Entity find() {
    return find(Position.ofThisThread());
  }

  /** As {@link #find()}, of a thread that calls and has looked itself up already. */
  static @Nullable Entity find(@Nullable Object @Nullable [] here) {
    Entity current = Position.current(here);
    return current == null ? LambdaInvocations.currentOrNull() : current;
  }

  /**
   * As {@link #find}, but an invocation of which nothing is known is no position: what stands for
   * it has a trace id made up for the moment.
   */
  static @Nullable Entity named() {
    Entity current = Position.current();
    return current == null ? LambdaInvocations.namedOrNull() : current;
  }

  static Optional<String> traceIdOf(@Nullable Entity entity) {
    return entity == null ? Optional.empty() : Optional.ofNullable(traceIdText(entity));
  }

  private static @Nullable String traceIdText(Entity entity) {
    Segment segment = entity.getParentSegment();
    if (segment instanceof LiveSegment ours) {
      String text = ours.traceIdText();
      return NO_TRACE.equals(text) ? null : text;
    }
    TraceID id = segment == null ? null : segment.getTraceId();
    return id == null || TraceID.invalid().equals(id) ? null : id.toString();
  }

  /** The header to send from {@code entity}; empty outside a trace. */
  static Optional<String> headerOf(@Nullable Entity entity, Baggage baggage) {
    if (entity == null) {
      return Optional.empty();
    }
    String header = Guard.call("write a trace header", "", () -> header(entity, baggage));
    return header.isEmpty() ? Optional.empty() : Optional.of(header);
  }

  /** What a header sent from {@code entity} would say, without baggage. */
  static IncomingTrace asCaller(@Nullable Entity entity) {
    String traceId = entity == null ? null : HexIds.traceId(traceIdText(entity));
    if (entity == null || traceId == null) {
      return IncomingTrace.none();
    }
    boolean decided = isDecided(entity);
    return new IncomingTrace(
        traceId,
        decided ? HexIds.entityId(entity.getId()) : null,
        decided ? SamplingDecision.of(entity.isSampled()) : SamplingDecision.UNKNOWN,
        extrasOf(entity),
        HeaderFields.passedOn(extrasOf(entity)));
  }

  /**
   * All headers to send from {@code entity}, in the formats asked for; none outside a trace.
   *
   * @param formats {@code null} for those of the recorder
   */
  static Map<String, String> headersOf(
      @Nullable Entity entity, Baggage baggage, @Nullable Set<HeaderFormat> formats) {
    if (entity == null) {
      return Map.of();
    }
    return Guard.call("write trace headers", Map.of(), () -> {
      IncomingTrace caller = asCaller(entity);
      if (caller.traceId() == null) {
        return Map.of();
      }
      HeaderFields fields =
          HeaderFields.merge(caller.fields(), baggage.fields(), HeaderFields.MAX_CHARS);
      IncomingTrace out = new IncomingTrace(
          caller.traceId(), caller.parentId(), caller.decision(), fields, caller.passOn());
      return Map.copyOf(HeaderSet.write(out, formats == null ? formatsOf(entity) : formats));
    });
  }

  private static Set<HeaderFormat> formatsOf(Entity entity) {
    return entity.getCreator() instanceof TracingRecorder ours
        ? ours.headers()
        : TracingRecorder.XRAY_ONLY;
  }

  /**
   * Whether there is a position at which nothing is recorded and nothing decided: the SDK's no-op.
   */
  static boolean isSilent(@Nullable Entity entity) {
    return entity != null && !isDecided(entity);
  }

  private static boolean isDecided(Entity entity) {
    return entity.getParentSegment() instanceof LiveSegment || Position.isRecording(entity);
  }

  private static String header(Entity entity, Baggage baggage) {
    boolean decided = isDecided(entity);
    return TraceHeaders.outgoing(
        traceIdText(entity),
        decided ? entity.getId() : null,
        decided ? SamplingDecision.of(entity.isSampled()) : SamplingDecision.UNKNOWN,
        extrasOf(entity),
        baggage);
  }

  /** What the caller's header carried besides root, parent and decision. */
  static Map<String, String> extrasOf(@Nullable Entity entity) {
    return entity != null && entity.getParentSegment() instanceof LiveSegment segment
        ? segment.headerExtras()
        : Map.of();
  }
}
