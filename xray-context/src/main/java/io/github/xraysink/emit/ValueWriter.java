// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import io.github.xraysink.internal.Beans;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes values of any kind. A value that cannot be written is replaced by a marker, where it
 * stands, so that the rest of the document is kept. For one thread.
 */
final class ValueWriter {

  private static final int MAX_DEPTH = Beans.MAX_DEPTH;

  /** Longest text of a number; longer ones are written rounded. */
  private static final int MAX_DIGITS = 100;

  private static final double EXACT = 1L << 53;
  private static final int MAX_SHORT_DECIMALS = 6;

  /** Thrown below {@link #MAX_DEPTH}: a signal within this class, so without a stack. */
  private static final class TooDeep extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final TooDeep SIGNAL = new TooDeep();

    private TooDeep() {
      super("nested too deep", null, false, false);
    }
  }

  /** A value that has been written already. */
  record Written(byte[] json) {}

  private final JsonBytes out;
  private final ChangeTally changes;
  private final EncodedTexts texts;

  /** Made once, so that walking a map allocates nothing. */
  private final BiConsumer<Object, Object> member = this::member;

  private int depth;

  ValueWriter(JsonBytes out, ChangeTally changes, EncodedTexts texts) {
    this.out = out;
    this.changes = changes;
    this.texts = texts;
  }

  /** Writes any value, or a marker in its place; only {@link JsonBytes.Overflow} is thrown. */
  void any(@Nullable Object value) {
    int mark = out.position();
    depth = 0;
    try {
      nested(value);
    } catch (JsonBytes.Overflow signal) {
      throw signal;
    } catch (Throwable failed) {
      out.rewind(mark);
      marker(
          failed instanceof TooDeep || failed instanceof StackOverflowError
              ? "cyclic or nested too deep"
              : failed.getClass().getSimpleName());
    }
  }

  /**
   * Whether the SDK would leave the value out of a map: {@code null}, or empty. May throw what the
   * value throws.
   */
  static boolean empty(@Nullable Object value) {
    // Classes before interfaces: testing for an interface that is not there is slow before JDK 23.
    if (value == null) {
      return true;
    }
    if (value instanceof String text) {
      return text.isEmpty();
    }
    if (value instanceof Number || value instanceof Boolean) {
      return false;
    }
    return value instanceof Map<?, ?> map && map.isEmpty()
        || value instanceof Collection<?> collection && collection.isEmpty()
        || value instanceof CharSequence text && text.length() == 0;
  }

  /** Writes the name of a member, with what stands before and after it. */
  void key(String text) {
    key(texts.key(text));
  }

  void key(EncodedTexts.Key key) {
    if (key.repaired) {
      changes.add(DocumentChange.TEXT_REPAIRED);
    }
    out.member(key.member);
  }

  /** Writes a string of at most {@code max} characters. */
  void text(String value, int max) {
    String cut = DocumentLimits.text(value, max);
    if (cut != value) {
      changes.add(DocumentChange.TEXT_CUT);
    }
    out.string(cut);
    if (out.takeRepaired()) {
      changes.add(DocumentChange.TEXT_REPAIRED);
    }
  }

  void string(String value) {
    text(value, Integer.MAX_VALUE);
  }

  /** Writes a finite number as a number, and whatever JSON has no number for as text. */
  void number(Number value) {
    if (value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte) {
      out.number(value.longValue());
    } else if (value instanceof Double) {
      floating(value.doubleValue(), value);
    } else if (value instanceof Float) {
      floating(Double.parseDouble(value.toString()), value);
    } else if (value instanceof BigDecimal || value instanceof BigInteger) {
      big(value);
    } else if (value instanceof AtomicInteger
        || value instanceof AtomicLong
        || value instanceof LongAdder) {
      out.number(value.longValue());
    } else {
      double rounded = value.doubleValue();
      floating(rounded, rounded);
    }
  }

  private void floating(double value, Number shown) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      changes.add(DocumentChange.VALUE_CONVERTED);
      out.plain(Double.toString(value));
    } else if (negativeZero(value) || !shortDecimal(value)) {
      ascii(shown.toString());
    }
  }

  /**
   * Writes a number of few decimals, as most are, without {@link Double#toString}, which is slow.
   * Dividing two integers that a double holds exactly gives the double nearest to the quotient, so
   * what is written reads back as the same.
   */
  private boolean shortDecimal(double value) {
    long scale = 10;
    for (int decimals = 1; decimals <= MAX_SHORT_DECIMALS; decimals++, scale *= 10) {
      double scaled = Math.rint(value * scale);
      if (Math.abs(scaled) >= EXACT) {
        return false;
      }
      if (scaled / scale == value) {
        out.decimal((long) scaled, decimals, scale);
        return true;
      }
    }
    return false;
  }

  private static boolean negativeZero(double value) {
    return value == 0 && 1 / value < 0;
  }

  private void big(Number value) {
    double rounded = value.doubleValue();
    if (Double.isInfinite(rounded)) {
      changes.add(DocumentChange.VALUE_CONVERTED);
      text(
          value instanceof BigDecimal decimal
              ? decimal.round(new MathContext(17)).toString()
              : "Infinity",
          MAX_DIGITS);
      return;
    }
    boolean unwieldy = value instanceof BigDecimal decimal
        && (decimal.precision() > MAX_DIGITS || Math.abs((long) decimal.scale()) > MAX_DIGITS);
    ascii(unwieldy ? Double.toString(rounded) : value.toString());
  }

  private void ascii(String digits) {
    for (int i = 0; i < digits.length(); i++) {
      out.raw(digits.charAt(i));
    }
  }

  /** Writes the marker that stands for a value which cannot be written. */
  void marker(String why) {
    changes.add(DocumentChange.VALUE_UNWRITABLE);
    out.string("<not written: " + why + ">");
  }

  private void nested(@Nullable Object value) {
    if (value instanceof String text) {
      string(text);
    } else if (value instanceof Integer || value instanceof Long) {
      out.number(((Number) value).longValue());
    } else if (value instanceof Boolean flag) {
      out.bool(flag);
    } else if (value == null) {
      out.nothing();
    } else if (plainNumber(value)) {
      number((Number) value);
    } else if (value instanceof Written written) {
      out.raw(written.json());
    } else if (value instanceof Map<?, ?> map) {
      members(map);
    } else if (value instanceof Collection<?> collection) {
      elements(collection);
    } else {
      object(value);
    }
    out.check();
  }

  /** Numbers of the JDK; those of others may be beans. */
  static boolean plainNumber(Object value) {
    return value instanceof Number && value.getClass().getName().startsWith("java.");
  }

  private void deeper() {
    if (++depth > MAX_DEPTH) {
      throw TooDeep.SIGNAL;
    }
  }

  private void members(Map<?, ?> map) {
    deeper();
    out.raw('{');
    map.forEach(member);
    out.raw('}');
    depth--;
  }

  private void member(@Nullable Object key, @Nullable Object value) {
    if (empty(value)) {
      return;
    }
    key(key instanceof String text ? text : String.valueOf(key));
    nested(value);
  }

  private void elements(Collection<?> collection) {
    deeper();
    out.raw('[');
    for (Object element : collection) {
      if (!out.endsWith('[')) {
        out.raw(',');
      }
      nested(element);
    }
    out.raw(']');
    depth--;
  }

  /**
   * An object of the application's: guarded on its own, so that its siblings in a map or list are
   * kept.
   */
  private void object(Object value) {
    int mark = out.position();
    try {
      ObjectValues.write(out, value);
    } catch (JsonBytes.Overflow signal) {
      throw signal;
    } catch (Throwable failed) {
      out.rewind(mark);
      marker(value.getClass().getSimpleName() + ": " + reason(failed));
    }
  }

  /** Names the kind of failure only: a message may tell what the log is not meant to know. */
  private static String reason(Throwable failed) {
    String text = String.valueOf(failed.getMessage());
    boolean endless = failed instanceof StackOverflowError
        || text.startsWith("Document nesting depth")
        || text.contains("nfinite recursion")
        || text.contains("self-reference");
    Throwable root = failed;
    for (int i = 0; i < 10 && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return endless ? "cyclic or nested too deep" : root.getClass().getSimpleName();
  }
}
