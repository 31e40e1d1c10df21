// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Checks segment documents against the rules of X-Ray, written down as a JSON schema that is
 * stricter than the service: what passes here, X-Ray takes.
 */
public final class SegmentDocuments {

  /**
   * The largest document X-Ray takes, in bytes (X-Ray developer guide, "segment documents": 64 kB).
   */
  public static final int MAX_BYTES = 64 * 1024;

  private static final JsonSchema SCHEMA = load();

  /**
   * What is wrong with a document.
   *
   * @param path where, as a JSON pointer; empty for the document itself
   * @param reason what is wrong there
   */
  public record Violation(String path, String reason) {
    @Override
    public String toString() {
      return (path.isEmpty() ? "document" : path) + ": " + reason;
    }
  }

  private SegmentDocuments() {}

  private static JsonSchema load() {
    try (InputStream in =
        SegmentDocuments.class.getResourceAsStream("segment-document.schema.json")) {
      SchemaValidatorsConfig config =
          SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build();
      return JsonSchemaFactory.getInstance(VersionFlag.V7)
          .getSchema(Objects.requireNonNull(in, "segment-document.schema.json"), config);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * Checks one document: a segment, or a subsegment sent on its own.
   *
   * @param json the document, without the daemon's header line
   * @return what is wrong with it; empty if nothing is
   */
  public static List<Violation> validate(String json) {
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      return List.of(new Violation("", bytes + " bytes, more than " + MAX_BYTES));
    }
    try {
      return validate(Json.read(json));
    } catch (JsonProcessingException noJson) {
      return List.of(new Violation("", "is no JSON: " + noJson.getOriginalMessage()));
    }
  }

  /** As {@link #validate(String)}, without the check of the size. */
  static List<Violation> validate(JsonNode document) {
    if (document.isMissingNode()) {
      return List.of(new Violation("", "is empty"));
    }
    return SCHEMA.validate(document).stream()
        .map(m -> new Violation(m.getInstanceLocation().toString(), m.getMessage()))
        .toList();
  }

  /**
   * Fails if X-Ray might refuse the document.
   *
   * @throws AssertionError telling each violation and the document
   */
  public static void assertValid(String json) {
    List<Violation> violations = validate(json);
    if (!violations.isEmpty()) {
      throw new AssertionError("Invalid segment document: " + violations + "\n" + json);
    }
  }
}
