// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import io.github.xraysink.internal.Guard;
import io.github.xraysink.internal.ThrottledLog;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A few fields of the application that travel with a trace: to every task it starts, and in the
 * {@code X-Amzn-Trace-Id} header to the services it calls. Immutable.
 *
 * <p>What it holds is what a header can carry: at most {@value #MAX_FIELDS} fields, keys of 1 to
 * {@value #MAX_KEY_CHARS} and values of 1 to {@value #MAX_VALUE_CHARS} characters of visible ASCII
 * (no blanks) without {@code ;}, keys also without {@code =}, and {@value #MAX_CHARS} characters in
 * all, two counted for the separators of each field. {@code Root}, {@code Parent}, {@code Sampled},
 * {@code Self} and {@code Lineage} in any case are not keys: the header needs them. Keys are
 * case-sensitive.
 *
 * <p>A field that does not fit is left out, counted ({@link #refused()}) and warned about at most
 * once a minute, without its text; nothing here throws. Fields received from a caller take up the
 * same room in the header: where both do not fit, baggage goes before them, {@code Lineage} before
 * baggage. Everyone a request passes can read and forge it: put no secrets in, and base no
 * permission on it.
 */
public final class Baggage {

  /** Most fields. */
  public static final int MAX_FIELDS = HeaderFields.MAX_COUNT;

  /** Longest key, in characters. */
  public static final int MAX_KEY_CHARS = HeaderFields.MAX_KEY_CHARS;

  /** Longest value, in characters. */
  public static final int MAX_VALUE_CHARS = HeaderFields.MAX_VALUE_CHARS;

  /**
   * All keys and values with two separators for each, in characters: what
   * {@link TraceHeaders#MAX_CHARS} leaves.
   */
  public static final int MAX_CHARS = HeaderFields.MAX_CHARS;

  private static final Baggage EMPTY = new Baggage(HeaderFields.EMPTY);
  private static final LongAdder REFUSED = new LongAdder();
  private static final ThrottledLog LOG =
      new ThrottledLog(System.getLogger(Baggage.class.getName()));

  private final HeaderFields fields;

  private Baggage(HeaderFields fields) {
    this.fields = fields;
  }

  /** No fields. */
  public static Baggage empty() {
    return EMPTY;
  }

  /** What this thread carries now; {@link #empty()} if nothing. */
  public static Baggage current() {
    return Position.baggage();
  }

  /**
   * Makes this what the calling thread carries, until the scope is closed on the same thread.
   *
   * @return what puts back what the thread carried before
   */
  public TraceScope makeCurrent() {
    return Position.carry(this);
  }

  /** One field; {@link #empty()} if it is refused. */
  public static Baggage of(@Nullable String key, @Nullable String value) {
    return EMPTY.with(key, value);
  }

  /** The fields of a map in its order, without those that are refused; the map is copied. */
  public static Baggage of(Map<String, String> fields) {
    HeaderFields.Builder builder = new HeaderFields.Builder(MAX_CHARS);
    Guard.run(
        "read the fields of baggage",
        () -> fields.forEach((key, value) -> offer(builder, key, value)));
    return holding(builder.build());
  }

  /** This and one field more, or with another value; this very object if the field is refused. */
  public Baggage with(@Nullable String key, @Nullable String value) {
    HeaderFields.Builder builder = allBut(key);
    return offer(builder, key, value) ? holding(builder.build()) : this;
  }

  /** This without the field of that key; this very object if there is none. */
  public Baggage without(@Nullable String key) {
    return fields.containsKey(key) ? holding(allBut(key).build()) : this;
  }

  /** The value of that key, or null. */
  public @Nullable String get(@Nullable String key) {
    return fields.get(key);
  }

  /** All fields in the order they came; unmodifiable. */
  public Map<String, String> asMap() {
    return fields;
  }

  /** Whether there are no fields. */
  public boolean isEmpty() {
    return fields.isEmpty();
  }

  /** How many fields were refused in this process so far. */
  public static long refused() {
    return REFUSED.sum();
  }

  HeaderFields fields() {
    return fields;
  }

  private HeaderFields.Builder allBut(@Nullable String key) {
    HeaderFields.Builder builder = new HeaderFields.Builder(MAX_CHARS);
    fields.forEach((known, value) -> {
      if (!known.equals(key)) {
        builder.offer(known, value);
      }
    });
    return builder;
  }

  /** What a caller's header carried besides, {@code Lineage} included, to be sent on. */
  static Baggage of(IncomingTrace caller) {
    return holding(caller.fields());
  }

  private static Baggage holding(HeaderFields fields) {
    return fields.isEmpty() ? EMPTY : new Baggage(fields);
  }

  private static boolean offer(
      HeaderFields.Builder builder, @Nullable String key, @Nullable String value) {
    boolean fit = !HeaderFields.LINEAGE.equalsIgnoreCase(key) && builder.offer(key, value);
    if (!fit) {
      REFUSED.increment();
      Guard.run(
          "warn about baggage",
          () -> LOG.warn("A baggage field was left out: see Baggage for what fits", null));
    }
    return fit;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Baggage baggage && fields.equals(baggage.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /** Names the keys only: values may be ids of users, and this text ends up in logs. */
  @Override
  public String toString() {
    return "Baggage" + fields.keySet();
  }
}
