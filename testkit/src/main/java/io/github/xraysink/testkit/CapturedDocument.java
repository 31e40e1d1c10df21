// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * One document as it reached the emitter.
 *
 * @param text the JSON; empty if the entity could not be written
 * @param root the same, parsed; {@link MissingNode} if {@code text} is no JSON
 */
public record CapturedDocument(String text, JsonNode root) {

  private static final int SHOWN = 2_000;

  /** Parses; never throws. */
  static CapturedDocument of(String text) {
    try {
      return new CapturedDocument(text, Json.read(text));
    } catch (JsonProcessingException noJson) {
      return new CapturedDocument(text, MissingNode.getInstance());
    }
  }

  /** Whether the document says that its topmost entity has not ended. */
  public boolean inProgress() {
    return root.path("in_progress").asBoolean();
  }

  /** Whether the topmost entity is a segment; otherwise it is a subsegment sent on its own. */
  public boolean segment() {
    return !"subsegment".equals(root.path("type").asText());
  }

  /** The text, or the beginning of a long one. */
  @Override
  public String toString() {
    return text.length() <= SHOWN
        ? text
        : text.substring(0, SHOWN) + ".. (" + text.length() + " characters)";
  }
}
