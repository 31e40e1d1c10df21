// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** Segment documents for tests, each with ids of its own. */
final class Documents {

  /** A fixed Saturday in 2026, so that expected times can be read. */
  static final double T0 = 1_795_000_000.0;

  static final byte[] HEADER =
      "{\"format\": \"json\", \"version\": 1}\n".getBytes(StandardCharsets.US_ASCII);

  private static final DocumentReader READER = new DocumentReader();

  private static final AtomicLong NEXT = new AtomicLong(1);

  private Documents() {}

  static String newTraceId() {
    return String.format("1-6afd8f40-%024x", NEXT.getAndIncrement());
  }

  static String newId() {
    return String.format("%016x", 0x1000_0000_0000_0000L + NEXT.getAndIncrement());
  }

  static ObjectNode segment(String traceId, String name, double start, double seconds) {
    return subsegment(name, start, seconds).put("trace_id", traceId);
  }

  /** One to embed; {@link #alone} makes it one to send. */
  static ObjectNode subsegment(String name, double start, double seconds) {
    return Json.object()
        .put("name", name)
        .put("id", newId())
        .put("start_time", start)
        .put("end_time", start + seconds);
  }

  static ObjectNode alone(ObjectNode subsegment, String traceId, String parentId) {
    return subsegment.put("type", "subsegment").put("trace_id", traceId).put("parent_id", parentId);
  }

  static ObjectNode inProgress(ObjectNode entity) {
    entity.remove("end_time");
    return entity.put("in_progress", true);
  }

  static ObjectNode http(ObjectNode entity, String method, String url, int status) {
    ObjectNode http = entity.putObject("http");
    http.putObject("request").put("method", method).put("url", url);
    http.putObject("response").put("status", status);
    return entity;
  }

  static String id(ObjectNode entity) {
    return entity.get("id").textValue();
  }

  static byte[] datagram(ObjectNode document) {
    return datagram(Json.bytes(document));
  }

  static byte[] datagram(byte[] body) {
    byte[] datagram = new byte[HEADER.length + body.length];
    System.arraycopy(HEADER, 0, datagram, 0, HEADER.length);
    System.arraycopy(body, 0, datagram, HEADER.length, body.length);
    return datagram;
  }

  static ParsedDocument parsed(ObjectNode document) {
    return ((Reading.Storable) READER.readDocument(Json.bytes(document))).document();
  }
}
