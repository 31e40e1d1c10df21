// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to leave out of one entity so that it fits into a document, and the note that says so. For
 * one thread.
 */
final class Trim {

  /** Metadata namespace of the notes this library leaves in documents. */
  static final String NAMESPACE = "xraysink";

  private static final String KEY = "trimmed";
  private static final int MAX_NOTE = 500;
  private static final int ALL = Integer.MAX_VALUE;

  /** Nothing left out. */
  static final Trim NONE = new Trim();

  private final List<String> notes = new ArrayList<>();
  private int maxFrames = ALL;
  private int maxExceptions = ALL;
  private int maxText = ALL;
  private boolean annotations = true;
  private boolean details = true;
  private @Nullable Map<String, Map<String, Object>> metadata;

  int maxFrames() {
    return maxFrames;
  }

  int maxExceptions() {
    return maxExceptions;
  }

  int maxText() {
    return maxText;
  }

  boolean annotations() {
    return annotations;
  }

  /** Whether there is more than names, ids, times and flags. */
  boolean details() {
    return details;
  }

  void frames(int max) {
    maxFrames = max;
    notes.removeIf(note -> note.startsWith("stack"));
    notes.add(max == 0 ? "stack frames" : "stack frames after number " + max);
  }

  /** Keeps only this metadata, already written; {@code removed} says what went. */
  void metadata(Map<String, Map<String, Object>> kept, List<String> removed) {
    metadata = kept;
    notes.addAll(removed);
  }

  void texts(int max, int exceptions) {
    maxText = max;
    maxExceptions = exceptions;
    notes.add("texts after character " + max + ", exceptions after number " + exceptions);
  }

  void withoutAnnotations() {
    annotations = false;
    notes.add("annotations");
  }

  void bare() {
    details = false;
    metadata = Map.of();
    notes.clear();
    notes.add("everything but name, ids, times and flags");
  }

  /** The metadata to write for {@code entity}. */
  Map<String, Map<String, Object>> metadataOf(EntityView entity) {
    Map<String, Map<String, Object>> kept = metadata == null ? entity.metadata() : metadata;
    return notes.isEmpty() ? kept : with(kept, NAMESPACE, Map.of(KEY, note()));
  }

  /** The metadata with some more in one namespace. */
  static Map<String, Map<String, Object>> with(
      Map<String, Map<String, Object>> metadata, String namespace, Map<String, Object> more) {
    Map<String, Map<String, Object>> all = new LinkedHashMap<>(metadata);
    Map<String, Object> together = new LinkedHashMap<>(all.getOrDefault(namespace, Map.of()));
    together.putAll(more);
    all.put(namespace, together);
    return all;
  }

  private String note() {
    return DocumentLimits.text("left out for size: " + String.join("; ", notes), MAX_NOTE);
  }
}
