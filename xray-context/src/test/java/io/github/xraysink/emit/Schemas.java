// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks documents against the project's schema, and against AWS's own where a copy of it lies
 * beside the project.
 */
final class Schemas {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<JsonSchema> ALL = load();

  private Schemas() {}

  /** Fails if the document is not valid, and returns it parsed. */
  static JsonNode valid(byte[] json) {
    return valid(new String(json, StandardCharsets.UTF_8));
  }

  static JsonNode valid(String json) {
    JsonNode document = parse(json);
    for (JsonSchema schema : ALL) {
      assertThat(schema.validate(document)).as("what is wrong with %s", json).isEmpty();
    }
    return document;
  }

  static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException notJson) {
      throw new AssertionError("not JSON: " + json, notJson);
    }
  }

  private static List<JsonSchema> load() {
    List<JsonSchema> schemas = new ArrayList<>();
    schemas.add(read(
        Path.of(
            "../testkit/src/main/resources/io/github/xraysink/testkit/segment-document.schema.json"),
        VersionFlag.V7));
    for (String beside : List.of("../../shared", "../../../shared")) {
      Path aws = Path.of(beside, "xray-segmentdocument-schema-v1.0.0.json");
      if (Files.exists(aws)) {
        schemas.add(read(aws, VersionFlag.V4));
      }
    }
    return schemas;
  }

  private static JsonSchema read(Path file, VersionFlag version) {
    try {
      // The id is a name, not an address: nothing is fetched.
      ObjectNode schema = (ObjectNode) MAPPER.readTree(file.toFile());
      schema.remove("$id");
      return JsonSchemaFactory.getInstance(version).getSchema(schema);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
