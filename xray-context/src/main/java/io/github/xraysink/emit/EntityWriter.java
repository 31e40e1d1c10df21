// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one entity without what is below it, in the order and the shape of the SDK:
 *
 * <pre>
 * {"name":"…","id":"…","start_time":1795226010.070123,"end_time":…
 *     [,"subsegments":[…]]  ,"http":{…},…}
 * </pre>
 *
 * <p>The head is what comes before the subsegments, the tail what comes after, without the closing
 * brace. The id comes before any nested id because AWS's daemon looks for the first one it sees.
 * For one thread.
 */
final class EntityWriter {

  private static final byte[] OPEN = "{\"name\":".getBytes(StandardCharsets.US_ASCII);
  private static final MemberName ID = MemberName.of("id");
  private static final MemberName PARENT_ID = MemberName.of("parent_id");
  private static final MemberName START_TIME = MemberName.of("start_time");
  private static final MemberName TRACE_ID = MemberName.of("trace_id");
  private static final MemberName END_TIME = MemberName.of("end_time");
  private static final MemberName FAULT = MemberName.of("fault");
  private static final MemberName ERROR = MemberName.of("error");
  private static final MemberName THROTTLE = MemberName.of("throttle");
  private static final MemberName IN_PROGRESS = MemberName.of("in_progress");
  private static final MemberName NAMESPACE = MemberName.of("namespace");
  private static final MemberName HTTP = MemberName.of("http");
  private static final MemberName AWS = MemberName.of("aws");
  private static final MemberName SQL = MemberName.of("sql");
  private static final MemberName SERVICE = MemberName.of("service");
  private static final MemberName METADATA = MemberName.of("metadata");
  private static final MemberName ANNOTATIONS = MemberName.of("annotations");
  private static final MemberName RESOURCE_ARN = MemberName.of("resource_arn");
  private static final MemberName USER = MemberName.of("user");
  private static final MemberName ORIGIN = MemberName.of("origin");
  private static final MemberName PRECURSOR_IDS = MemberName.of("precursor_ids");
  private static final MemberName TYPE = MemberName.of("type");

  /** Room that {@link #alone} takes: ",type", ",parent_id" and ",trace_id" with their values. */
  static final int ALONE_BYTES = 130;

  /** Metadata namespace of the annotations that are too many. */
  static final String MORE_ANNOTATIONS = "xraysink_annotations";

  /**
   * Epoch seconds of twelve digits are milliseconds by mistake. Whole, because a double would round
   * the rest up.
   */
  private static final long MAX_MICROS = 99_999_999_999_000_000L;

  private final JsonBytes out;
  private final ChangeTally changes;
  private final EncodedTexts texts = new EncodedTexts();
  private final ValueWriter values;
  private final ShapeWriter shapes;

  // Made once, so that walking a map allocates nothing.
  private final BiConsumer<String, Object> annotation = this::annotation;
  private final BiConsumer<String, Map<String, Object>> namespace = this::namespace;
  private final BiConsumer<String, Object> entry = this::entry;

  /** Whether a key was met that cannot be written as it is. */
  private boolean refused;

  private final CauseWriter causes;

  EntityWriter(JsonBytes out, ChangeTally changes) {
    this.out = out;
    this.changes = changes;
    this.values = new ValueWriter(out, changes, texts);
    this.shapes = new ShapeWriter(out, values, changes);
    this.causes = new CauseWriter(out, values, changes);
  }

  ValueWriter values() {
    return values;
  }

  /**
   * Writes what comes before the subsegments. Throws what the entity throws: without a head there
   * is no document.
   */
  void head(EntityView entity, boolean asSegment) {
    out.raw(OPEN);
    name(entity.name());
    out.member(ID);
    id(entity.id());
    if (asSegment) {
      parentOfSegment(entity.parentId());
    }
    out.member(START_TIME);
    time(entity.startMicros());
    if (asSegment) {
      traceId(entity.traceId());
    }
    long end = entity.endMicros();
    boolean open = entity.inProgress() || end <= 0;
    if (!open) {
      out.member(END_TIME);
      time(end);
    }
    flag(FAULT, entity.fault());
    flag(ERROR, entity.error());
    flag(THROTTLE, entity.throttle());
    flag(IN_PROGRESS, open);
    if (!asSegment) {
      namespace(entity.namespace());
    }
    out.check();
  }

  /**
   * Writes what comes after the subsegments; what cannot be read of it is left out, and the rest
   * kept.
   */
  void tail(EntityView entity, boolean asSegment, Trim trim) {
    int mark = out.position();
    int noted = changes.mark();
    try {
      cause(entity, trim);
      http(entity, trim);
      aws(entity, trim);
      sql(entity, asSegment, trim);
      metadata(entity, trim);
      annotations(entity, trim);
      rest(entity, asSegment, trim);
    } catch (JsonBytes.Overflow signal) {
      throw signal;
    } catch (Throwable failed) {
      out.rewind(mark);
      changes.rewind(noted);
      guarded(() -> cause(entity, trim));
      guarded(() -> http(entity, trim));
      guarded(() -> aws(entity, trim));
      guarded(() -> sql(entity, asSegment, trim));
      guarded(() -> metadata(entity, trim));
      guarded(() -> annotations(entity, trim));
      guarded(() -> rest(entity, asSegment, trim));
    }
    out.check();
  }

  private void guarded(Runnable part) {
    int mark = out.position();
    try {
      part.run();
    } catch (JsonBytes.Overflow signal) {
      throw signal;
    } catch (Throwable failed) {
      out.rewind(mark);
      changes.add(DocumentChange.VALUE_UNWRITABLE);
    }
  }

  private void cause(EntityView entity, Trim trim) {
    CauseView cause = entity.cause();
    if (cause != null && trim.details()) {
      causes.cause(cause, trim);
    }
  }

  private void http(EntityView entity, Trim trim) {
    fields(HTTP, Shapes.HTTP, entity.http(), trim);
  }

  private void aws(EntityView entity, Trim trim) {
    fields(AWS, Shapes.AWS, entity.aws(), trim);
  }

  private void sql(EntityView entity, boolean asSegment, Trim trim) {
    if (!asSegment) {
      fields(SQL, Shapes.SQL, entity.sql(), trim);
    }
  }

  private void fields(
      MemberName member, Shape.Fields shape, Map<String, Object> fields, Trim trim) {
    if (trim.details()) {
      shapes.trimTo(trim.maxText());
      shapes.member(member, shape, fields);
    }
  }

  private void rest(EntityView entity, boolean asSegment, Trim trim) {
    if (!trim.details()) {
      return;
    }
    if (asSegment) {
      text(RESOURCE_ARN, entity.resourceArn(), trim.maxText());
      text(USER, entity.user(), DocumentLimits.MAX_TEXT_LENGTH);
      text(ORIGIN, entity.origin(), DocumentLimits.MAX_TEXT_LENGTH);
      fields(SERVICE, Shapes.SERVICE, entity.service(), trim);
    } else if (trim.maxText() == Integer.MAX_VALUE) {
      precursors(entity.precursorIds());
    }
  }

  /**
   * Writes what a subsegment needs that is sent on its own. One without a parent, which no tracer
   * makes, gets an id.
   */
  void alone(@Nullable String parentId, String traceId) {
    out.member(TYPE);
    out.plain("subsegment");
    out.member(PARENT_ID);
    id(parentId);
    traceId(traceId);
  }

  private void name(@Nullable String name) {
    EncodedTexts.Name known = texts.name(name == null ? "" : name);
    if (known.cleaned) {
      changes.add(DocumentChange.NAME_CLEANED);
    }
    out.raw(known.json);
  }

  private void id(@Nullable String id) {
    if (id == null || !out.id(id)) {
      changes.add(DocumentChange.ID_REPLACED);
      out.plain(DocumentLimits.entityId(id));
    }
  }

  private void traceId(String traceId) {
    String valid = DocumentLimits.traceId(traceId);
    if (valid != traceId) {
      changes.add(DocumentChange.ID_REPLACED);
    }
    out.member(TRACE_ID);
    out.plain(valid);
  }

  /**
   * A caller's id comes from outside. One that is no id points nowhere, so it is left out rather
   * than replaced.
   */
  private void parentOfSegment(@Nullable String parentId) {
    if (parentId == null) {
      return;
    }
    String lower =
        DocumentLimits.isEntityId(parentId) ? parentId : parentId.toLowerCase(Locale.ROOT);
    if (DocumentLimits.isEntityId(lower)) {
      out.member(PARENT_ID);
      out.plain(lower);
    }
    if (!lower.equals(parentId) || !DocumentLimits.isEntityId(lower)) {
      changes.add(DocumentChange.ID_REPLACED);
    }
  }

  private void time(long micros) {
    long valid = Math.max(0, Math.min(MAX_MICROS, micros));
    if (valid != micros) {
      changes.add(DocumentChange.TIME_CLAMPED);
    }
    out.seconds(valid);
  }

  private void flag(MemberName member, boolean set) {
    if (set) {
      out.member(member);
      out.bool(true);
    }
  }

  private void namespace(@Nullable String namespace) {
    if (namespace == null || namespace.isEmpty()) {
      return;
    }
    if (namespace.equals("aws") || namespace.equals("remote")) {
      out.member(NAMESPACE);
      out.plain(namespace);
    } else {
      changes.add(DocumentChange.VALUE_DROPPED);
    }
  }

  private void text(MemberName member, @Nullable String text, int max) {
    if (text != null && !text.isEmpty()) {
      out.member(member);
      values.text(text, max);
    }
  }

  private void precursors(Collection<String> ids) {
    if (ids.isEmpty()) {
      return;
    }
    out.member(PRECURSOR_IDS);
    boolean first = true;
    for (String id : ids) {
      out.raw(first ? '[' : ',');
      first = false;
      id(id);
    }
    out.raw(']');
  }

  private void annotations(EntityView entity, Trim trim) {
    Map<String, Object> given = entity.annotations();
    if (!trim.details() || !trim.annotations() || given.isEmpty()) {
      return;
    }
    int mark = out.position();
    int noted = changes.mark();
    refused = given.size() > DocumentLimits.MAX_ANNOTATIONS;
    if (!refused) {
      object(ANNOTATIONS, given, annotation);
    }
    if (refused) {
      out.rewind(mark);
      changes.rewind(noted);
      object(ANNOTATIONS, CleanKeys.kept(given, changes), annotation);
    }
  }

  private void annotation(@Nullable String key, @Nullable Object value) {
    EncodedTexts.Key known = texts.key(String.valueOf((Object) key));
    if (key == null || !known.annotationKey) {
      refused = true;
    } else if (value != null && !ValueWriter.empty(value)) {
      out.member(known.member);
      scalar(value);
    }
  }

  /** Writes an object member by member, or nothing if no member writes anything. */
  private <V> boolean object(
      MemberName member, Map<String, V> entries, BiConsumer<String, V> each) {
    int mark = out.position();
    out.member(member);
    out.raw('{');
    entries.forEach(each);
    boolean any = !out.endsWith('{');
    if (any) {
      out.raw('}');
    } else {
      out.rewind(mark);
    }
    return any;
  }

  private void scalar(Object value) {
    if (value instanceof String text) {
      values.text(text, DocumentLimits.MAX_ANNOTATION_LENGTH);
    } else if (value instanceof Boolean flag) {
      out.bool(flag);
    } else if (ValueWriter.plainNumber(value)) {
      values.number((Number) value);
    } else {
      converted(value);
    }
  }

  private void converted(Object value) {
    String text;
    try {
      text = String.valueOf(value);
    } catch (Throwable failed) {
      values.marker(failed.getClass().getSimpleName());
      return;
    }
    changes.add(DocumentChange.VALUE_CONVERTED);
    values.text(text, DocumentLimits.MAX_ANNOTATION_LENGTH);
  }

  private void metadata(EntityView entity, Trim trim) {
    Map<String, Map<String, Object>> metadata = trim.metadataOf(entity);
    if (trim.details() && trim.annotations()) {
      Map<String, Object> more = CleanKeys.beyond(entity.annotations());
      metadata = more.isEmpty() ? metadata : Trim.with(metadata, MORE_ANNOTATIONS, more);
    }
    if (metadata.isEmpty()) {
      return;
    }
    int mark = out.position();
    int noted = changes.mark();
    refused = false;
    object(METADATA, metadata, namespace);
    if (refused) {
      out.rewind(mark);
      changes.rewind(noted);
      object(METADATA, unreserved(metadata), namespace);
    }
  }

  private void namespace(@Nullable String key, @Nullable Map<String, Object> entries) {
    if (entries == null || entries.isEmpty()) {
      return;
    }
    int mark = out.position();
    metadataKey(key);
    int begin = out.position();
    out.raw('{');
    entries.forEach(entry);
    if (out.position() == begin + 1) {
      out.rewind(mark);
    } else {
      out.raw('}');
    }
  }

  private void entry(@Nullable String key, @Nullable Object value) {
    if (value == null || !ValueWriter.empty(value)) {
      metadataKey(key);
      values.any(value);
    }
  }

  private void metadataKey(@Nullable String key) {
    EncodedTexts.Key known = texts.key(String.valueOf((Object) key));
    refused |= !known.metadataKey;
    values.key(known);
  }

  /** A copy in which no namespace and no key begins with what X-Ray reserves. */
  private Map<String, Map<String, Object>> unreserved(Map<String, Map<String, Object>> metadata) {
    Map<String, Map<String, Object>> result = new LinkedHashMap<>();
    CleanKeys.unique(metadata, DocumentLimits::metadataKey, changes)
        .forEach((namespace, entries) -> {
          if (entries != null) {
            result.put(namespace, CleanKeys.unique(entries, DocumentLimits::metadataKey, changes));
          }
        });
    return result;
  }
}
