// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The one JSON reader and writer of the console. Thread safe. */
final class Json {

  /** NaN is not JSON, but SDKs with broken clocks have sent it; the schema check then names it. */
  private static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
      .build();

  private Json() {}

  /** Reads one document, or throws with the place of the fault; trailing text is a fault too. */
  static JsonNode read(byte[] body) throws IOException {
    return read(body, 0, body.length);
  }

  static JsonNode read(byte[] body, int offset, int length) throws IOException {
    return MAPPER.readTree(body, offset, length);
  }

  /** Reads what was checked when it was stored; a fault now means a damaged store. */
  static JsonNode readStored(byte[] body, int offset) {
    try {
      return read(body, offset, body.length - offset);
    } catch (IOException e) {
      throw new UncheckedIOException("a stored document can no longer be read", e);
    }
  }

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** The text at a field, or "" when it is absent or not text. */
  static String textAt(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value != null && value.isTextual() ? value.textValue() : "";
  }

  /** True only for a JSON true; anything else, absent included, is false. */
  static boolean flagAt(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value != null && value.isBoolean() && value.booleanValue();
  }
}
