// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import io.github.xraysink.internal.Guard;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a trace header besides Root, Parent, Sampled and Self: ordered, immutable, and
 * always fit to be sent.
 *
 * <p>Whatever is in here has passed {@link Builder#offer}: at most {@value #MAX_COUNT} fields, keys
 * of 1 to {@value #MAX_KEY_CHARS} and values of 1 to {@value #MAX_VALUE_CHARS} characters of
 * visible ASCII without {@code ;} (and without {@code =} in a key: readers split at the first one),
 * none with a name the header keeps for itself, and {@value #MAX_CHARS} characters in all,
 * separators counted.
 */
final class HeaderFields extends AbstractMap<String, String> {

  static final int MAX_COUNT = 16;
  static final int MAX_KEY_CHARS = 64;
  static final int MAX_VALUE_CHARS = 128;

  /** What {@link TraceHeaders#MAX_CHARS} leaves beside {@code Root=..;Parent=..;Sampled=.}. */
  static final int MAX_CHARS = TraceHeaders.MAX_CHARS - TraceHeaders.MAX_CORE_CHARS;

  /**
   * The field by which Lambda and other services of AWS notice that a call goes round in a circle.
   */
  static final String LINEAGE = "Lineage";

  static final HeaderFields EMPTY = new HeaderFields(new String[0], 0, Map.of());

  /** Keys at even places, their values behind them. */
  private final String[] pairs;

  private final int chars;

  /** Besides the fields, and no part of the map: see {@link IncomingTrace#passOn}. */
  private final Map<String, String> passOn;

  private HeaderFields(String[] pairs, int chars, Map<String, String> passOn) {
    this.pairs = pairs;
    this.chars = chars;
    this.passOn = passOn;
  }

  /** The same fields, which take these headers along. */
  HeaderFields passingOn(Map<String, String> headers) {
    return headers.isEmpty() ? this : new HeaderFields(pairs, chars, headers);
  }

  /** What was taken along beside such fields. */
  static Map<String, String> passedOn(Map<String, String> extras) {
    return extras instanceof HeaderFields fields ? fields.passOn : Map.of();
  }

  /**
   * The fields of {@code source} that are fit to be sent, in its order; a map that throws ends the
   * copy there.
   */
  static HeaderFields copyOf(@Nullable Map<String, String> source) {
    if (source instanceof HeaderFields fields) {
      return fields;
    }
    if (source == null) {
      return EMPTY;
    }
    Builder builder = new Builder(MAX_CHARS);
    Guard.run("read the fields of a trace header", () -> source.forEach(builder::offer));
    return builder.build();
  }

  /**
   * Both sets in one, extras first, within {@code room} characters.
   *
   * <p>A key that is in both is taken from {@code baggage}: the application's word is newer than
   * the caller's. When not all fits, Lineage goes first because it stops endless loops, then
   * baggage, then the other extras.
   */
  static HeaderFields merge(HeaderFields extras, HeaderFields baggage, int room) {
    if (baggage.isEmpty() && extras.chars <= room) {
      return extras;
    }
    Builder kept = new Builder(room);
    kept.offer(LINEAGE, extras.get(LINEAGE));
    baggage.forEach(kept::offer);
    extras.forEach(kept::offer);

    Builder ordered = new Builder(room);
    extras.forEach((key, value) -> {
      if (kept.has(key) && !baggage.containsKey(key)) {
        ordered.offer(key, value);
      }
    });
    baggage.forEach((key, value) -> {
      if (kept.has(key)) {
        ordered.offer(key, value);
      }
    });
    return ordered.build();
  }

  /** How many characters {@link #appendTo} writes. */
  int chars() {
    return chars;
  }

  /** Writes {@code ;key=value} for each field. */
  void appendTo(StringBuilder out) {
    for (int i = 0; i < pairs.length; i += 2) {
      out.append(';').append(pairs[i]).append('=').append(pairs[i + 1]);
    }
  }

  @Override
  public @Nullable String get(@Nullable Object key) {
    int at = find(pairs, pairs.length, key);
    return at < 0 ? null : pairs[at + 1];
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return find(pairs, pairs.length, key) >= 0;
  }

  @Override
  public int size() {
    return pairs.length / 2;
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    return new Entries();
  }

  private static int find(String[] pairs, int length, @Nullable Object key) {
    for (int i = 0; i < length; i += 2) {
      if (pairs[i].equals(key)) {
        return i;
      }
    }
    return -1;
  }

  private final class Entries extends AbstractSet<Map.Entry<String, String>> {
    @Override
    public int size() {
      return pairs.length / 2;
    }

    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < pairs.length;
        }

        @Override
        public Map.Entry<String, String> next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          next += 2;
          return Map.entry(pairs[next - 2], pairs[next - 1]);
        }
      };
    }
  }

  /**
   * Collects fields and leaves out, without a word, what must not or cannot be sent. For one
   * thread.
   */
  static final class Builder {

    private final int room;
    private final String[] pairs = new String[2 * MAX_COUNT];
    private int length;
    private int chars;

    /** For at most {@code room} characters, or {@link #MAX_CHARS} if that is less. */
    Builder(int room) {
      this.room = Math.min(room, MAX_CHARS);
    }

    /**
     * Adds a field unless it is unfit, its key is there already (the first wins), or there is no
     * room; tells which.
     */
    boolean offer(@Nullable String key, @Nullable String value) {
      if (key == null || value == null || !isKey(key) || !isValue(value)) {
        return false;
      }
      int cost = key.length() + value.length() + 2;
      if (length == pairs.length || chars + cost > room || has(key)) {
        return false;
      }
      pairs[length] = key;
      pairs[length + 1] = value;
      length += 2;
      chars += cost;
      return true;
    }

    boolean has(String key) {
      return find(pairs, length, key) >= 0;
    }

    HeaderFields build() {
      return length == 0 ? EMPTY : new HeaderFields(Arrays.copyOf(pairs, length), chars, Map.of());
    }
  }

  private static boolean isKey(String key) {
    return isVisible(key, MAX_KEY_CHARS)
        && key.indexOf('=') < 0
        && !key.equalsIgnoreCase(TraceHeaders.ROOT)
        && !key.equalsIgnoreCase(TraceHeaders.PARENT)
        && !key.equalsIgnoreCase(TraceHeaders.SAMPLED)
        && !key.equalsIgnoreCase(TraceHeaders.SELF);
  }

  private static boolean isValue(String value) {
    return isVisible(value, MAX_VALUE_CHARS);
  }

  private static boolean isVisible(String text, int maxChars) {
    if (text.isEmpty() || text.length() > maxChars) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == ';') {
        return false;
      }
    }
    return true;
  }
}
