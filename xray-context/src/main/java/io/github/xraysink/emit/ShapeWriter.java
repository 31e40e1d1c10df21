// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import io.github.xraysink.emit.Shape.Fields;
import io.github.xraysink.emit.Shape.Text;
import io.github.xraysink.emit.Shape.Whole;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes the values of known fields in the form X-Ray accepts, or not at all. For one thread. */
final class ShapeWriter {

  private static final Pattern LOG_GROUP_ARN =
      Pattern.compile("arn:[^:]+:logs:[^:]+:[0-9]{12}:log-group:[^:*]+");
  private static final int LONGEST_ARN = 2048;
  private static final int LONGEST_INTEGER = 20;

  private final JsonBytes out;
  private final ValueWriter values;
  private final ChangeTally changes;

  /** Made once, so that walking a map allocates nothing. */
  private final BiConsumer<Object, Object> field = this::field;

  private int maxText = Integer.MAX_VALUE;

  /** The object being written, and whether it has what it must have. */
  private Fields current = Fields.of();

  private boolean complete;

  ShapeWriter(JsonBytes out, ValueWriter values, ChangeTally changes) {
    this.out = out;
    this.values = values;
    this.changes = changes;
  }

  /**
   * Cuts every string to at most {@code max} characters, and leaves out the fields X-Ray does not
   * know.
   */
  void trimTo(int max) {
    maxText = max;
  }

  /**
   * Writes an object with the member name before it; writes nothing if nothing of it can be
   * written.
   *
   * @param member its name
   */
  void member(MemberName member, Fields shape, Map<String, Object> fields) {
    if (fields.isEmpty()) {
      return;
    }
    int mark = out.position();
    out.member(member);
    if (!fields(shape, fields)) {
      out.rewind(mark);
    }
  }

  private boolean fields(Fields shape, Map<?, ?> fields) {
    Fields outer = current;
    boolean outerComplete = complete;
    current = shape;
    complete = shape.oneRequired().isEmpty();
    try {
      out.raw('{');
      fields.forEach(field);
      boolean usable = complete && !out.endsWith('{');
      out.raw('}');
      out.check();
      return usable;
    } finally {
      current = outer;
      complete = outerComplete;
    }
  }

  private void field(@Nullable Object key, @Nullable Object value) {
    String name = key instanceof String text ? text : String.valueOf(key);
    Shape.Field known = current.known().get(name);
    if (value == null
        || ValueWriter.empty(value)
        || known == null && maxText != Integer.MAX_VALUE) {
      return;
    }
    int mark = out.position();
    boolean written;
    if (known == null) {
      values.key(name);
      values.any(value);
      written = true;
    } else {
      out.member(known.member());
      written = write(known.shape(), value);
    }
    if (written) {
      complete = complete || current.oneRequired().contains(name);
    } else {
      out.rewind(mark);
      changes.add(DocumentChange.VALUE_DROPPED);
    }
  }

  private boolean write(Shape shape, Object value) {
    if (shape instanceof Text text) {
      return text(value, Math.min(text.max(), maxText));
    } else if (shape instanceof Fields fields) {
      Map<?, ?> map = value instanceof Map<?, ?> given ? given : ObjectValues.properties(value);
      return map != null && fields(fields, map);
    } else if (shape instanceof Whole whole) {
      return whole(whole, value);
    } else if (shape instanceof Shape.Flag) {
      return flag(value);
    } else if (shape instanceof Shape.ListOf list) {
      return value instanceof Collection<?> collection && elements(list.element(), collection);
    } else if (shape instanceof Shape.Decimal) {
      return decimal(value);
    } else if (shape instanceof Shape.OneOf oneOf) {
      String word = String.valueOf(value);
      return oneOf.words().contains(word) && text(word, word.length());
    } else {
      return logGroupArn(String.valueOf(value));
    }
  }

  private boolean text(Object value, int max) {
    if (value instanceof String text) {
      values.text(text, max);
      return true;
    }
    if (value instanceof Map || value instanceof Collection || value.getClass().isArray()) {
      return false;
    }
    changes.add(DocumentChange.VALUE_CONVERTED);
    values.text(value.toString(), max);
    return true;
  }

  private boolean whole(Whole bounds, Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return within(bounds, ((Number) value).longValue());
    }
    Long number = asLong(value);
    if (number == null || !within(bounds, number)) {
      return false;
    }
    changes.add(DocumentChange.VALUE_CONVERTED);
    return true;
  }

  private boolean within(Whole bounds, long number) {
    if (number < bounds.min() || number > bounds.max()) {
      return false;
    }
    out.number(number);
    return true;
  }

  private boolean flag(Object value) {
    if (value instanceof Boolean flag) {
      out.bool(flag);
      return true;
    }
    boolean said = "true".equals(value);
    if (said || "false".equals(value)) {
      changes.add(DocumentChange.VALUE_CONVERTED);
      out.bool(said);
      return true;
    }
    return false;
  }

  private boolean decimal(Object value) {
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      values.number(number);
      return true;
    }
    Long number = asLong(value);
    if (number != null) {
      changes.add(DocumentChange.VALUE_CONVERTED);
      out.number(number);
    }
    return number != null;
  }

  private boolean elements(Shape element, Collection<?> collection) {
    out.raw('[');
    for (Object value : collection) {
      int mark = out.position();
      if (!out.endsWith('[')) {
        out.raw(',');
      }
      if (ValueWriter.empty(value) || !write(element, value)) {
        out.rewind(mark);
        changes.add(DocumentChange.VALUE_DROPPED);
      }
    }
    boolean any = !out.endsWith('[');
    out.raw(']');
    return any;
  }

  private boolean logGroupArn(String given) {
    String arn = given.endsWith(":*") ? given.substring(0, given.length() - 2) : given;
    if (arn.length() > LONGEST_ARN || !LOG_GROUP_ARN.matcher(arn).matches()) {
      return false;
    }
    if (arn.length() != given.length()) {
      changes.add(DocumentChange.VALUE_CONVERTED);
    }
    values.string(arn);
    return true;
  }

  /** The value as an integer, if it says one without a fraction. */
  private static @Nullable Long asLong(Object value) {
    try {
      return value instanceof Number
              || value instanceof String text && text.length() < LONGEST_INTEGER
          ? new BigDecimal(value.toString().trim()).longValueExact()
          : null;
    } catch (ArithmeticException | NumberFormatException notWhole) {
      return null;
    }
  }
}
