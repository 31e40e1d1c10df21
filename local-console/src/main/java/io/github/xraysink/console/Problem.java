// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/**
 * Something received that is wrong, with the reason.
 *
 * @param kind what became of it
 * @param atMillis when it was received, epoch milliseconds
 * @param source the door it came in by: "udp", "http" or "store"
 * @param field JSON pointer to the offending field, "" for the whole
 * @param reason what is wrong, in words
 * @param traceId its trace, or "" when that cannot be told
 * @param id its id, or "" when that cannot be told
 * @param excerpt the start of what was received
 */
record Problem(
    Kind kind,
    long atMillis,
    String source,
    String field,
    String reason,
    String traceId,
    String id,
    String excerpt) {

  /** How much of a bad document is kept to be looked at, in characters. */
  static final int EXCERPT_CHARS = 2_000;

  /** What became of the document. */
  enum Kind {
    /** It breaks the schema; X-Ray may drop it or part of it; it is stored here all the same. */
    INVALID,
    /** It cannot be stored: it is not JSON, or has no trace id or id. */
    REFUSED,
    /** A format this console does not keep, such as OTLP. */
    UNSUPPORTED
  }

  static Problem of(Kind kind, long atMillis, String source, Violation violation, byte[] body) {
    return new Problem(
        kind, atMillis, source, violation.field(), violation.reason(), "", "", excerpt(body));
  }

  static Problem invalid(
      long atMillis, String source, Violation violation, ParsedDocument document) {
    return new Problem(
        Kind.INVALID,
        atMillis,
        source,
        violation.field(),
        violation.reason(),
        document.traceId(),
        document.id(),
        excerpt(document.body()));
  }

  private static String excerpt(byte[] body) {
    // Cut in bytes first: a character takes at most four, and bodies may be megabytes.
    int length = Math.min(body.length, 4 * EXCERPT_CHARS);
    String text = new String(body, 0, length, StandardCharsets.UTF_8);
    return text.length() <= EXCERPT_CHARS ? text : text.substring(0, EXCERPT_CHARS);
  }

  ObjectNode toJson() {
    return Json.object()
        .put("kind", kind.name())
        .put("at", atMillis)
        .put("source", source)
        .put("field", field)
        .put("reason", reason)
        .put("traceId", traceId)
        .put("id", id)
        .put("excerpt", excerpt);
  }

  static Problem fromJson(JsonNode json) {
    return new Problem(
        Kind.valueOf(json.get("kind").textValue()),
        json.get("at").longValue(),
        Json.textAt(json, "source"),
        Json.textAt(json, "field"),
        Json.textAt(json, "reason"),
        Json.textAt(json, "traceId"),
        Json.textAt(json, "id"),
        Json.textAt(json, "excerpt"));
  }
}
