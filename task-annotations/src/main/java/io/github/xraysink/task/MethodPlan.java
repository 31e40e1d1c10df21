// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import io.github.xraysink.context.ThrowingSupplier;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.internal.Guard;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How calls of one method of one class are recorded.
 *
 * @param method the most specific one, which runs
 */
record MethodPlan(
    Method method, Definition definition, List<Parameter> parameters, ReturnStrategy returns) {

  private static final @Nullable Object[] NO_ARGUMENTS = {};

  /** A parameter that is recorded, under a key of its own. */
  record Parameter(int index, String key) {}

  /**
   * Calls the method's {@code body} and records that, unless it is traced further out.
   *
   * @param layer what intercepts the call
   */
  <E extends Throwable> @Nullable Object call(
      Object layer,
      @Nullable Object @Nullable [] arguments,
      ThrowingSupplier<@Nullable Object, E> body)
      throws E {
    @Nullable Object[] given = arguments == null ? NO_ARGUMENTS : arguments;
    return OneCall.isTraced(layer, method, given)
        ? pass(layer, body)
        : callFrom(ask(), layer, given, body);
  }

  private static <E extends Throwable> @Nullable Object pass(
      Object layer, ThrowingSupplier<@Nullable Object, E> body) throws E {
    return layer == OneCall.WOVEN ? OneCall.unmarked(body) : body.get();
  }

  /** Notes that the method is called, to run later or elsewhere. */
  TraceSnapshot ask() {
    return returns.asked(definition);
  }

  /** Records a call that was {@linkplain #ask asked} for before. */
  <E extends Throwable> @Nullable Object callFrom(
      TraceSnapshot from,
      Object layer,
      @Nullable Object[] arguments,
      ThrowingSupplier<@Nullable Object, E> body)
      throws E {
    Map<String, Object> annotations = parameters.isEmpty()
        ? Map.of()
        : Guard.call("record parameters", Map.of(), () -> annotationsOf(arguments));
    return returns.run(
        from, definition, annotations, OneCall.marked(layer, method, arguments, body));
  }

  private Map<String, Object> annotationsOf(@Nullable Object[] arguments) {
    Map<String, Object> annotations = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      Object value = arguments[parameter.index()];
      if (value instanceof Number || value instanceof Boolean) {
        annotations.put(parameter.key(), value);
      } else if (value != null) {
        // Each on its own, so that one that cannot be written does not cost the others.
        Guard.run(
            "record a parameter", () -> annotations.put(parameter.key(), String.valueOf(value)));
      }
    }
    return annotations;
  }
}
