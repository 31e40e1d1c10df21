// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.context.ThrowingSupplier;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognises one call on its way through several layers that trace, a proxy around a Spring bean
 * whose class is woven too, so that only the outermost of them does.
 *
 * <p>A layer is whatever object intercepts. The one that traces marks the call for the inner ones.
 * A layer that meets the mark lets the call pass; one that has met it already sees a new call, the
 * method calling itself through its proxy. A woven method is the innermost: it takes the mark away
 * from what it runs.
 */
final class OneCall {

  /** The layer of woven methods. */
  static final Object WOVEN = new Object();

  private static final ThreadLocal<OneCall> MARK = new ThreadLocal<>();

  private final Method method;
  private final @Nullable Object[] arguments;
  private final Set<Object> passed = Collections.newSetFromMap(new IdentityHashMap<>());

  private OneCall(Object layer, Method method, @Nullable Object[] arguments) {
    this.method = method;
    this.arguments = arguments;
    this.passed.add(layer);
  }

  /** Whether something further out traces this call already. */
  static boolean isTraced(Object layer, Method method, @Nullable Object[] arguments) {
    OneCall mark = MARK.get();
    return mark != null && mark.isSame(method, arguments) && mark.passed.add(layer);
  }

  private boolean isSame(Method other, @Nullable Object[] otherArguments) {
    if (!isRelated(other)
        || !method.getName().equals(other.getName())
        || !Arrays.equals(method.getParameterTypes(), other.getParameterTypes())) {
      return false;
    }
    for (int i = 0; i < arguments.length; i++) {
      // The same instances, as each way in passes them on; only boxes may be made anew.
      Object one = arguments[i];
      Object theOther = otherArguments[i];
      if (one != theOther && (one == null || !isBox(one) || !one.equals(theOther))) {
        return false;
      }
    }
    return true;
  }

  /** A proxy around a proxy may know the interface's method only. */
  private boolean isRelated(Method other) {
    Class<?> type = method.getDeclaringClass();
    Class<?> otherType = other.getDeclaringClass();
    return type.isAssignableFrom(otherType) || otherType.isAssignableFrom(type);
  }

  private static boolean isBox(Object value) {
    return value instanceof Number || value instanceof Boolean || value instanceof Character;
  }

  /** {@code body}, marked as traced by {@code layer}. */
  static <T extends @Nullable Object, E extends Throwable> ThrowingSupplier<T, E> marked(
      Object layer, Method method, @Nullable Object[] arguments, ThrowingSupplier<T, E> body) {
    return () -> with(layer == WOVEN ? null : new OneCall(layer, method, arguments), body);
  }

  /** Runs the body of a woven method, which nothing further in will trace. */
  static <T extends @Nullable Object, E extends Throwable> T unmarked(ThrowingSupplier<T, E> body)
      throws E {
    return with(null, body);
  }

  private static <T extends @Nullable Object, E extends Throwable> T with(
      @Nullable OneCall mark, ThrowingSupplier<T, E> body) throws E {
    OneCall before = MARK.get();
    set(mark);
    try {
      return body.get();
    } finally {
      set(before);
    }
  }

  private static void set(@Nullable OneCall mark) {
    if (mark == null) {
      MARK.remove();
    } else {
      MARK.set(mark);
    }
  }
}
