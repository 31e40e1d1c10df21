// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values, exceptions, maps and tasks that make trouble for whoever looks at them. */
final class Hostile {

  private Hostile() {}

  static Stream<Object> values() {
    List<Object> containsItself = new ArrayList<>();
    containsItself.add(containsItself);
    Map<String, Object> cyclic = new HashMap<>();
    cyclic.put("me", Map.of("again", cyclic));
    return Stream.of(
        new ThrowsWhenRead(),
        new OverflowsTheStack(),
        containsItself,
        cyclic,
        map(),
        Thread.currentThread(),
        new Object(),
        Double.NaN,
        Float.NEGATIVE_INFINITY,
        new byte[] {1, 2, 3},
        "\uD800",
        deeplyNested());
  }

  private static Object deeplyNested() {
    Object nested = "bottom";
    for (int depth = 0; depth < 20_000; depth++) {
      nested = List.of(nested);
    }
    return nested;
  }

  static Stream<Throwable> exceptions() {
    Ring ring = new Ring();
    ring.closeWith(new Ring());
    Throwable deep = new IllegalStateException("bottom");
    for (int depth = 0; depth < 10_000; depth++) {
      deep = new IllegalStateException("depth " + depth, deep);
    }
    return Stream.of(
        new ThrowsWhenAsked(),
        new AnswersNull(),
        ring,
        deep,
        new IllegalStateException("\uD800 half a pair \0"),
        new IllegalStateException("x".repeat(200_000)),
        new StackOverflowError("of the application"));
  }

  /** Throws whatever is asked of it. */
  static Map<String, Object> map() {
    return new AbstractMap<>() {
      @Override
      public Set<Entry<String, Object>> entrySet() {
        throw new IllegalStateException("of a map");
      }

      @Override
      public boolean isEmpty() {
        throw new IllegalStateException("of a map");
      }

      @Override
      public int size() {
        throw new IllegalStateException("of a map");
      }

      @Override
      public String toString() {
        throw new IllegalStateException("of a map");
      }
    };
  }

  /** A value none of whose methods can be called. */
  public static final class ThrowsWhenRead {
    public String getValue() {
      throw new IllegalStateException("of a getter");
    }

    @Override
    public String toString() {
      throw new IllegalStateException("of toString");
    }

    @Override
    public int hashCode() {
      throw new IllegalStateException("of hashCode");
    }

    @Override
    public boolean equals(@Nullable Object other) {
      throw new IllegalStateException("of equals");
    }
  }

  /** A value that has one like itself in it, without end. */
  public static final class OverflowsTheStack {
    public OverflowsTheStack getNext() {
      return new OverflowsTheStack();
    }

    @Override
    public String toString() {
      return "and " + this;
    }
  }

  /** An exception that cannot be asked for anything. */
  @SuppressWarnings({"serial", "ThrowableEqualsHashCode"}) // never written; what is tried
  static final class ThrowsWhenAsked extends RuntimeException {
    @Override
    public String getMessage() {
      throw new IllegalStateException("of getMessage");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new IllegalStateException("of getCause");
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new IllegalStateException("of getStackTrace");
    }

    @Override
    public int hashCode() {
      throw new IllegalStateException("of hashCode");
    }

    @Override
    public boolean equals(@Nullable Object other) {
      throw new IllegalStateException("of equals");
    }

    @Override
    public String toString() {
      return "an exception that throws when asked";
    }
  }

  /** An exception that answers nothing. */
  @SuppressWarnings("serial") // never written
  static final class AnswersNull extends RuntimeException {
    @Override
    public @Nullable String getMessage() {
      return null;
    }

    @Override
    @SuppressWarnings("NullAway") // what is tried
    public StackTraceElement[] getStackTrace() {
      return null;
    }
  }

  /** Caused by another that is caused by this one. */
  @SuppressWarnings("serial") // never written
  static final class Ring extends RuntimeException {
    private @Nullable Ring other;

    void closeWith(Ring last) {
      other = last;
      last.other = this;
    }

    @Override
    public synchronized @Nullable Throwable getCause() {
      return other;
    }
  }

  /** A task that can only be run. */
  static final class Task implements Runnable {
    private final AtomicInteger runs = new AtomicInteger();

    int runs() {
      return runs.get();
    }

    @Override
    public void run() {
      runs.incrementAndGet();
    }

    @Override
    public String toString() {
      throw new IllegalStateException("of toString");
    }

    @Override
    public int hashCode() {
      throw new IllegalStateException("of hashCode");
    }

    @Override
    public boolean equals(@Nullable Object other) {
      throw new IllegalStateException("of equals");
    }
  }
}
