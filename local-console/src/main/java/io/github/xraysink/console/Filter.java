// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parsed filter expression, in X-Ray's language (developer guide, "Using filter expressions").
 *
 * <p>The same conditions are asked of a whole trace, of one service inside {@code service(..) {..}}
 * and of one edge inside {@code edge(..) {..}}; a {@link Scope} answers for each of them.
 */
sealed interface Filter {

  boolean matches(Scope scope);

  /** What conditions are asked of. Fields a scope does not have are empty, so nothing matches. */
  interface Scope {

    boolean flag(Flag flag);

    /** The values a number field may stand for; a condition holds when it holds for one. */
    double[] numbers(NumberField field);

    List<String> texts(TextField field);

    List<Object> annotations(String key);

    boolean anyService(ServiceId id, @Nullable Filter inner);

    boolean anyEdge(ServiceId from, ServiceId to, @Nullable Filter inner);
  }

  /** The conditions that are words on their own. */
  enum Flag {
    OK,
    ERROR,
    THROTTLE,
    FAULT,
    PARTIAL,
    INFERRED,
    ROOT
  }

  /** The fields compared with numbers. */
  enum NumberField {
    RESPONSE_TIME,
    DURATION,
    HTTP_STATUS
  }

  /** The fields compared with text. */
  enum TextField {
    HTTP_URL,
    HTTP_METHOD,
    HTTP_USER_AGENT,
    HTTP_CLIENT_IP,
    USER,
    NAME,
    TYPE,
    MESSAGE,
    AVAILABILITY_ZONE,
    INSTANCE_ID,
    RESOURCE_ARN
  }

  /** How a field and a value are compared. */
  enum Op {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE,
    CONTAINS,
    BEGINS_WITH,
    ENDS_WITH;

    boolean isNumeric() {
      return ordinal() <= GE.ordinal();
    }

    boolean isTextual() {
      return this == EQ || this == NE || ordinal() >= CONTAINS.ordinal();
    }

    boolean test(double left, double right) {
      return switch (this) {
        case EQ -> left == right;
        case NE -> left != right;
        case LT -> left < right;
        case LE -> left <= right;
        case GT -> left > right;
        case GE -> left >= right;
        default -> false;
      };
    }

    boolean test(String left, String right) {
      return switch (this) {
        case EQ -> left.equals(right);
        case NE -> !left.equals(right);
        case CONTAINS -> left.contains(right);
        case BEGINS_WITH -> left.startsWith(right);
        case ENDS_WITH -> left.endsWith(right);
        default -> false;
      };
    }
  }

  /** A service by name and type; an absent part fits any. */
  record ServiceId(@Nullable String name, @Nullable String type) {

    boolean fits(String otherName, String otherType) {
      return (name == null || name.equals(otherName)) && (type == null || type.equals(otherType));
    }
  }

  /** The empty expression: every trace. */
  record Everything() implements Filter {
    @Override
    public boolean matches(Scope scope) {
      return true;
    }
  }

  /** Both sides hold. */
  record And(Filter left, Filter right) implements Filter {
    @Override
    public boolean matches(Scope scope) {
      return left.matches(scope) && right.matches(scope);
    }
  }

  /** Either side holds. */
  record Or(Filter left, Filter right) implements Filter {
    @Override
    public boolean matches(Scope scope) {
      return left.matches(scope) || right.matches(scope);
    }
  }

  /** The inner one does not hold. */
  record Not(Filter inner) implements Filter {
    @Override
    public boolean matches(Scope scope) {
      return !inner.matches(scope);
    }
  }

  /** A word such as {@code fault}. */
  record FlagTest(Flag flag) implements Filter {
    @Override
    public boolean matches(Scope scope) {
      return scope.flag(flag);
    }
  }

  /** A number field against a value; {@code !=} holds only when none of the values equals. */
  record NumberTest(NumberField field, Op op, double value) implements Filter {
    @Override
    public boolean matches(Scope scope) {
      double[] candidates = scope.numbers(field);
      boolean any = false;
      boolean all = candidates.length > 0;
      for (double candidate : candidates) {
        boolean holds = op.test(candidate, value);
        any |= holds;
        all &= holds;
      }
      return op == Op.NE ? all : any;
    }
  }

  /** A text field against a value; {@code !=} holds only when none of the values equals. */
  record TextTest(TextField field, Op op, String value) implements Filter {
    @Override
    public boolean matches(Scope scope) {
      List<String> candidates = scope.texts(field);
      if (op == Op.NE) {
        return !candidates.isEmpty() && !candidates.contains(value);
      }
      return candidates.stream().anyMatch(candidate -> op.test(candidate, value));
    }
  }

  /** An annotation that is there (no operator) or compares as asked with a value of its type. */
  record AnnotationTest(
      String key, @Nullable Op op, @Nullable Object value) implements Filter {
    @Override
    public boolean matches(Scope scope) {
      return scope.annotations(key).stream().anyMatch(this::holds);
    }

    private boolean holds(Object actual) {
      if (op == null || value == null) {
        return true;
      }
      if (actual instanceof Double number && value instanceof Double wanted) {
        return op.test(number, wanted);
      }
      if (actual instanceof String text && value instanceof String wanted) {
        return op.test(text, wanted);
      }
      boolean equal = actual.equals(value);
      return op == Op.NE ? !equal : op == Op.EQ && equal;
    }
  }

  /** Some service fits the id and, where there is one, the inner expression. */
  record ServiceTest(ServiceId id, @Nullable Filter inner) implements Filter {
    @Override
    public boolean matches(Scope scope) {
      return scope.anyService(id, inner);
    }
  }

  /** Some edge runs between such services and fits the inner expression, where there is one. */
  record EdgeTest(ServiceId from, ServiceId to, @Nullable Filter inner) implements Filter {
    @Override
    public boolean matches(Scope scope) {
      return scope.anyEdge(from, to, inner);
    }
  }
}
