// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import io.github.xraysink.emit.CauseView;
import io.github.xraysink.emit.CauseView.Described;
import io.github.xraysink.emit.CauseView.Reference;
import io.github.xraysink.emit.DocumentLimits;
import io.github.xraysink.emit.Documents;
import io.github.xraysink.emit.EntityView;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one entity tells, as attributes. For one thread. */
final class SpanAttributes {

  /** Longest JSON text of one attribute, in bytes: what a whole document may have in X-Ray. */
  static final int MAX_JSON_BYTES = DocumentLimits.MAX_DOCUMENT_BYTES;

  /** What comes before the last slash of a database's URL, and the name behind it. */
  private static final Pattern DATABASE_URL = Pattern.compile("(.+//.+)/([^?]+)\\??.*");

  /** The longest URL that is taken apart: the pattern tries slash after slash. */
  private static final int MAX_URL_CHARS = 2_000;

  private final Annotations annotations = new Annotations();

  Attributes of(EntityView entity, Places.Place place) {
    AttributesBuilder out = Attributes.builder();
    annotations.put(entity.annotations(), out);
    flags(entity, out);
    metadata(entity.metadata(), out);
    http(entity.http(), out);
    if (entity.segment()) {
      segment(entity, place, out);
    } else {
      subsegment(entity, out);
    }
    cause(entity.cause(), out);
    return out.build();
  }

  private static void flags(EntityView entity, AttributesBuilder out) {
    flag(Keys.FAULT, entity.fault(), out);
    flag(Keys.ERROR, entity.error(), out);
    flag(Keys.THROTTLE, entity.throttle(), out);
    flag(Keys.IN_PROGRESS, entity.inProgress(), out);
  }

  private static void flag(AttributeKey<Boolean> key, boolean set, AttributesBuilder out) {
    if (set) {
      out.put(key, true);
    }
  }

  private static void metadata(Map<String, Map<String, Object>> metadata, AttributesBuilder out) {
    metadata.forEach((namespace, entries) -> {
      if (entries != null && !entries.isEmpty()) {
        out.put(Keys.METADATA_PREFIX + namespace, Documents.valueJson(entries, MAX_JSON_BYTES));
      }
    });
  }

  private static void http(Map<String, Object> http, AttributesBuilder out) {
    Map<String, Object> rest = Map.of();
    for (Map.Entry<String, Object> block : http.entrySet()) {
      Object left = block.getValue();
      if (left instanceof Map<?, ?> fields && block.getKey().equals("request")) {
        left = Blocks.put(fields, Keys.HTTP_REQUEST, out);
      } else if (left instanceof Map<?, ?> fields && block.getKey().equals("response")) {
        left = Blocks.put(fields, Keys.HTTP_RESPONSE, out);
      }
      if (left != null && !(left instanceof Map<?, ?> nothing && nothing.isEmpty())) {
        rest = Blocks.with(rest, block.getKey(), left);
      }
    }
    rest(Keys.HTTP_REST, rest, out);
  }

  private static void segment(EntityView segment, Places.Place place, AttributesBuilder out) {
    text(Keys.USER, segment.user(), out);
    Map<String, Object> rest = new LinkedHashMap<>(Blocks.put(segment.aws(), Keys.AWS_CALL, out));
    rest.keySet().removeIf(Places::tells);
    if (rest.get("xray") instanceof Map<?, ?> fields) {
      replace(rest, "xray", Blocks.put(place.withoutSdk(fields), Keys.RULE, out));
    }
    rest.putAll(place.awsRest());
    rest(Keys.AWS_REST, rest, out);
    rest(Keys.SERVICE_REST, place.serviceRest(), out);
  }

  private static void replace(Map<String, Object> map, String key, Map<String, Object> value) {
    if (value.isEmpty()) {
      map.remove(key);
    } else {
      map.put(key, value);
    }
  }

  private static void subsegment(EntityView subsegment, AttributesBuilder out) {
    boolean aws = "aws".equals(subsegment.namespace());
    if (aws) {
      out.put(Keys.RPC_SYSTEM, "aws-api");
      text(Keys.RPC_SERVICE, subsegment.name(), out);
    }
    rest(Keys.AWS_REST, Blocks.put(subsegment.aws(), Keys.AWS_CALL_FROM_HERE, out), out);
    sql(subsegment.sql(), out);
    if (!subsegment.precursorIds().isEmpty()) {
      out.put(Keys.PRECURSORS, List.copyOf(subsegment.precursorIds()));
    }
  }

  private static void sql(Map<String, Object> sql, AttributesBuilder out) {
    if (sql.isEmpty()) {
      return;
    }
    Map<String, Object> rest = new LinkedHashMap<>(Blocks.put(sql, Keys.SQL, out));
    if (rest.get("url") instanceof String url && url.length() <= MAX_URL_CHARS) {
      Matcher parts = DATABASE_URL.matcher(url);
      if (parts.matches()) {
        out.put(Keys.DB_CONNECTION, parts.group(1));
        out.put(Keys.DB_NAME, parts.group(2));
        if (parts.end(2) == url.length()) {
          rest.remove("url");
        }
      }
    }
    rest(Keys.SQL_REST, rest, out);
  }

  private static void cause(@Nullable CauseView cause, AttributesBuilder out) {
    if (cause instanceof Reference reference) {
      out.put(Keys.CAUSE, reference.exceptionId());
    } else if (cause instanceof Described described && !described.exceptions().isEmpty()) {
      text(Keys.WORKING_DIRECTORY, described.workingDirectory(), out);
    }
  }

  private static void text(AttributeKey<String> key, @Nullable String text, AttributesBuilder out) {
    if (text != null && !text.isEmpty()) {
      out.put(key, text);
    }
  }

  private static void rest(
      AttributeKey<String> key, Map<String, Object> rest, AttributesBuilder out) {
    if (!rest.isEmpty()) {
      out.put(key, Documents.valueJson(rest, MAX_JSON_BYTES));
    }
  }
}
