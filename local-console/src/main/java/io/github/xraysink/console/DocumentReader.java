// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.xraysink.console.Problem.Kind;
import io.github.xraysink.console.Reading.Storable;
import io.github.xraysink.console.Reading.Unstorable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads datagrams and documents and says of each whether it can be stored and what is wrong.
 *
 * <p>A datagram is {@code {"format":"json","version":1}}, a newline, and one document (the daemon
 * splits at the first newline and asks nothing else of the header). Thread safe.
 */
final class DocumentReader {

  /** "The maximum size of a segment document is 64 kB" (developer guide, segment documents). */
  static final int MAX_DOCUMENT_BYTES = 64 * 1024;

  /** No id X-Ray knows is longer than 36; what is longer would bloat every key. */
  private static final int MAX_ID_CHARS = 100;

  private final SchemaCheck schema = new SchemaCheck();

  /** Reads a UDP datagram: header line, then document. */
  Reading readDatagram(byte[] datagram) {
    int newline = indexOfNewline(datagram);
    if (newline < 0) {
      return refused("JSONFormatError", "", "the daemon header line is missing");
    }
    Violation header = headerViolation(datagram, newline);
    if (header != null) {
      return new Unstorable(Kind.REFUSED, "JSONFormatError", header);
    }
    return readDocument(Arrays.copyOfRange(datagram, newline + 1, datagram.length));
  }

  private static int indexOfNewline(byte[] datagram) {
    for (int i = 0; i < datagram.length; i++) {
      if (datagram[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable Violation headerViolation(byte[] datagram, int length) {
    try {
      JsonNode header = Json.read(datagram, 0, length);
      boolean ok = Json.textAt(header, "format").equalsIgnoreCase("json")
          && header.path("version").asInt(-1) == 1;
      return ok ? null : new Violation("", "the header is not format json, version 1");
    } catch (IOException e) {
      return new Violation("", "the header is not JSON: " + reason(e));
    }
  }

  /** Reads one document as it stands in PutTraceSegments or after the header line. */
  Reading readDocument(byte[] body) {
    if (looksLikeOtlp(body)) {
      return new Unstorable(
          Kind.UNSUPPORTED,
          "InvalidSegment",
          new Violation(
              "", "an OpenTelemetry payload (T1S/T1U), which this console does not keep"));
    }
    JsonNode json;
    try {
      json = Json.read(body);
    } catch (IOException e) {
      return refused("JSONFormatError", "", "it is not JSON: " + reason(e));
    }
    if (!(json instanceof ObjectNode root)) {
      return refused("InvalidSegment", "", "it is not a JSON object");
    }
    return storable(root, body);
  }

  /** ADOT sends {@code T1S} or {@code T1U} and base64 where a document would stand. */
  private static boolean looksLikeOtlp(byte[] body) {
    return body.length > 2
        && body[0] == 'T'
        && body[1] == '1'
        && (body[2] == 'S' || body[2] == 'U');
  }

  private Reading storable(ObjectNode root, byte[] body) {
    String traceId = Json.textAt(root, "trace_id").toLowerCase(Locale.ROOT);
    String id = Json.textAt(root, "id");
    if (!usableAsKey(traceId)) {
      return refused("InvalidTraceId", "/trace_id", "is missing, not text, or over 100 characters");
    }
    if (!usableAsKey(id)) {
      return refused("MissingId", "/id", "is missing, not text, or over 100 characters");
    }
    boolean inProgress =
        Json.flagAt(root, "in_progress") && !root.path("end_time").isNumber();
    return new Storable(
        new ParsedDocument(traceId, id, inProgress, root, body), violation(root, body));
  }

  private @Nullable Violation violation(ObjectNode root, byte[] body) {
    if (body.length > MAX_DOCUMENT_BYTES) {
      return new Violation("", "has " + body.length + " bytes, X-Ray takes at most 65536");
    }
    return schema.firstViolation(root);
  }

  private static boolean usableAsKey(String id) {
    return !id.isBlank()
        && id.length() <= MAX_ID_CHARS
        && id.chars().allMatch(c -> c > ' ' && c != '/' && c != 0x7f);
  }

  private static Unstorable refused(String errorCode, String field, String reason) {
    return new Unstorable(Kind.REFUSED, errorCode, new Violation(field, reason));
  }

  /** Jackson's reason without its source excerpt; the problem list shows the document anyway. */
  private static String reason(IOException e) {
    if (e instanceof JsonProcessingException json) {
      String at = json.getLocation() == null
          ? ""
          : " (line " + json.getLocation().getLineNr() + ", column "
              + json.getLocation().getColumnNr() + ")";
      return json.getOriginalMessage() + at;
    }
    return String.valueOf(e.getMessage());
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
