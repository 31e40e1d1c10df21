// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks documents against {@code segment-document.schema.json} and names the first violation.
 *
 * <p>Our own reading of the draft-07 keywords that schema uses, because every datagram is checked
 * and a general validator took most of the time a document costs (figures in RATIONALE.md; a test
 * compares both). A keyword it does not know stops it at construction, so that the schema cannot
 * quietly say more than is checked. Immutable, thread safe.
 */
final class SchemaCheck {

  private static final String SCHEMA = "segment-document.schema.json";

  private final Map<String, SchemaRule> definitions = new HashMap<>();
  private final SchemaRule root;

  SchemaCheck() {
    JsonNode schema = load();
    schema
        .path("definitions")
        .fields()
        .forEachRemaining(entry -> definitions.put(
            "#/definitions/" + entry.getKey(), SchemaRule.compile(entry.getValue(), definitions)));
    root = SchemaRule.compile(schema, definitions);
  }

  static JsonNode load() {
    try (InputStream in = SchemaCheck.class.getResourceAsStream(SCHEMA)) {
      if (in == null) {
        throw new IllegalStateException(SCHEMA + " is missing from the jar");
      }
      return Json.read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the first violation in document order of the rules, or null for a valid document. */
  @Nullable
  Violation firstViolation(JsonNode document) {
    return root.check(document, Pointer.ROOT);
  }

  /** A place in the document, turned into text only when something is wrong there. */
  record Pointer(@Nullable Pointer parent, String step) {

    static final Pointer ROOT = new Pointer(null, "");

    /** For checks that are only asked whether, not why: costs no text. */
    static final Pointer SILENT = new Pointer(null, "");

    private static final Violation SOME = new Violation("", "");

    Pointer down(String field) {
      return this == SILENT ? this : new Pointer(this, field);
    }

    Violation violation(String reason) {
      if (this == SILENT) {
        return SOME;
      }
      StringBuilder path = new StringBuilder();
      for (Pointer at = this; at.parent != null; at = at.parent) {
        path.insert(0, at.step.replace("~", "~0").replace("/", "~1")).insert(0, '/');
      }
      return new Violation(path.toString(), reason);
    }
  }
}
