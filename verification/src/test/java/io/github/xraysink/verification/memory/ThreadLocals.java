// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.memory;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks into the thread-locals of a thread; needs {@code java.lang} open. */
final class ThreadLocals {

  private ThreadLocals() {}

  /** All values of the calling thread, inherited ones included. */
  static List<Object> ofThisThread() throws ReflectiveOperationException {
    List<Object> values = new ArrayList<>();
    for (String map : List.of("threadLocals", "inheritableThreadLocals")) {
      Object locals = read(Thread.class, map, Thread.currentThread());
      if (locals != null) {
        addValues(locals, values);
      }
    }
    return values;
  }

  private static void addValues(Object locals, List<Object> values)
      throws ReflectiveOperationException {
    Object[] table = (Object[]) read(locals.getClass(), "table", locals);
    for (Object entry : table == null ? new Object[0] : table) {
      Object value = entry == null ? null : read(entry.getClass(), "value", entry);
      if (value != null) {
        values.add(value);
      }
    }
  }

  /**
   * Whether {@code value} keeps a class of somebody's loader alive: is of one, or an array with
   * something that is.
   */
  static boolean pinsALoader(@Nullable Object value) {
    if (value == null) {
      return false;
    }
    if (value instanceof Object[] array) {
      for (Object element : array) {
        if (pinsALoader(element)) {
          return true;
        }
      }
      return value.getClass().getClassLoader() != null;
    }
    return value.getClass().getClassLoader() != null;
  }

  private static @Nullable Object read(Class<?> type, String name, Object from)
      throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    ((AccessibleObject) field).setAccessible(true);
    return field.get(from);
  }
}
