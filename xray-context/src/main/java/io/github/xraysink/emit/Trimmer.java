// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes one entity within a given room. If it is too large, things are left out step by step until
 * it fits: stack frames, then metadata from the largest value down, then long texts and surplus
 * exceptions, annotations last. The document says in its metadata, under {@code xraysink.trimmed},
 * what went. For one thread.
 */
final class Trimmer {

  private static final int SOME_FRAMES = 10;
  private static final int SOME_EXCEPTIONS = 5;

  /** Room for the note, its namespace and the syntax around it. */
  private static final int NOTE_BYTES = 2_048;

  /** How many left-out values the note names. */
  private static final int NAMED = 5;

  private static final int NAMED_LENGTH = 60;

  private final JsonBytes out;
  private final EntityWriter writer;
  private final ChangeTally changes;

  Trimmer(JsonBytes out, EntityWriter writer, ChangeTally changes) {
    this.out = out;
    this.writer = writer;
    this.changes = changes;
  }

  /**
   * Writes an entity into at most {@code room} bytes.
   *
   * @param room at least 4,000: names, ids, times, flags and the note always fit
   * @throws RuntimeException or an error if not even name, id and times can be read
   */
  OwnPart write(EntityView entity, boolean asSegment, int room) {
    OwnPart whole = attempt(entity, asSegment, Trim.NONE, room);
    if (whole != null) {
      return whole;
    }
    Trim trim = new Trim();
    for (Step step : Step.values()) {
      apply(step, trim, entity, asSegment, room);
      OwnPart part = attempt(entity, asSegment, trim, room);
      if (part != null) {
        return part;
      }
    }
    throw new IllegalStateException("an entity without contents is larger than " + room + " bytes");
  }

  /** In the order in which they are tried; each keeps what the ones before it left out. */
  private enum Step {
    SOME_FRAMES,
    NO_FRAMES,
    METADATA,
    TEXTS,
    ANNOTATIONS,
    BARE
  }

  private void apply(Step step, Trim trim, EntityView entity, boolean asSegment, int room) {
    switch (step) {
      case SOME_FRAMES -> frames(trim, entity, SOME_FRAMES);
      case NO_FRAMES -> frames(trim, entity, 0);
      case METADATA -> metadata(trim, entity, asSegment, room);
      case TEXTS -> trim.texts(DocumentLimits.MAX_TEXT_LENGTH, SOME_EXCEPTIONS);
      case ANNOTATIONS -> trim.withoutAnnotations();
      case BARE -> trim.bare();
    }
  }

  private static void frames(Trim trim, EntityView entity, int max) {
    if (entity.cause() instanceof CauseView.Described described) {
      for (CauseView.ExceptionView exception : described.exceptions()) {
        if (exception.stack().size() > max) {
          trim.frames(max);
          return;
        }
      }
    }
  }

  private @Nullable OwnPart attempt(EntityView entity, boolean asSegment, Trim trim, int room) {
    int mark = changes.mark();
    try {
      out.limit(room);
      out.rewind(0);
      writer.head(entity, asSegment);
      int middle = out.position();
      writer.tail(entity, asSegment, trim);
      int end = out.position();
      byte[] tail = out.copyFrom(middle);
      out.rewind(middle);
      byte[] head = out.copy();
      return end + 1 > room ? null : new OwnPart(head, tail, trim != Trim.NONE);
    } catch (JsonBytes.Overflow tooLarge) {
      changes.rewind(mark);
      return null;
    }
  }

  /**
   * A metadata value, written on its own; {@code json} is {@code null} if it is larger than any
   * document.
   */
  private record Value(String namespace, String key, byte @Nullable [] json) {
    int size() {
      return json == null ? Integer.MAX_VALUE : json.length;
    }

    String described() {
      String name = DocumentLimits.text(namespace + "." + key, NAMED_LENGTH);
      return json == null ? name : name + " (" + json.length + " bytes)";
    }
  }

  private void metadata(Trim trim, EntityView entity, boolean asSegment, int room) {
    List<Value> values = values(entity, room);
    trim.metadata(Map.of(), List.of());
    int mark = changes.mark();
    OwnPart rest = attempt(entity, asSegment, trim, room - NOTE_BYTES);
    changes.rewind(mark);
    int free = rest == null ? 0 : room - NOTE_BYTES - rest.length();
    List<Value> ascending = new ArrayList<>(values);
    ascending.sort(Comparator.comparingInt(Value::size));
    Set<Value> kept = new HashSet<>();
    Set<String> namespaces = new HashSet<>();
    for (Value value : ascending) {
      // Six times: the most one character of a key takes, as an escape.
      long needed = value.size() + 6L * value.key().length() + 8;
      needed += namespaces.add(value.namespace()) ? 6L * value.namespace().length() + 8 : 0;
      if (needed > free) {
        break;
      }
      free -= (int) needed;
      kept.add(value);
    }
    trim.metadata(tree(values, kept), removed(ascending, kept.size()));
  }

  private List<Value> values(EntityView entity, int room) {
    List<Value> values = new ArrayList<>();
    try {
      entity
          .metadata()
          .forEach((namespace, entries) -> entries.forEach((key, value) -> {
            if (value == null || !ValueWriter.empty(value)) {
              values.add(new Value(
                  String.valueOf((Object) namespace),
                  String.valueOf((Object) key),
                  json(value, room)));
            }
          }));
    } catch (RuntimeException changedMeanwhile) {
      changes.add(DocumentChange.VALUE_UNWRITABLE);
    }
    return values;
  }

  private byte @Nullable [] json(@Nullable Object value, int room) {
    out.limit(room);
    out.rewind(0);
    try {
      writer.values().any(value);
      return out.copy();
    } catch (JsonBytes.Overflow tooLarge) {
      return null;
    }
  }

  private static Map<String, Map<String, Object>> tree(List<Value> values, Set<Value> kept) {
    Map<String, Map<String, Object>> tree = new LinkedHashMap<>();
    for (Value value : values) {
      byte[] json = value.json();
      if (json != null && kept.contains(value)) {
        tree.computeIfAbsent(value.namespace(), name -> new LinkedHashMap<>())
            .put(value.key(), new ValueWriter.Written(json));
      }
    }
    return tree;
  }

  private static List<String> removed(List<Value> ascending, int kept) {
    List<String> removed = new ArrayList<>();
    for (int i = ascending.size() - 1; i >= kept && removed.size() < NAMED; i--) {
      removed.add("metadata " + ascending.get(i).described());
    }
    int more = ascending.size() - kept - removed.size();
    if (more > 0) {
      removed.add(more + " more metadata values");
    }
    return removed;
  }
}
