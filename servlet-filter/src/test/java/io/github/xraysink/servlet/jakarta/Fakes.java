// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Requests and responses of no container, for what containers never hand to a filter. */
final class Fakes {

  private static final Map<Class<?>, Object> NOTHING =
      Map.of(boolean.class, false, int.class, 0, long.class, 0L);

  private Fakes() {}

  /** A GET for {@code http://shop.example/orders/7} with these headers, also in place of its own. */
  static HttpServletRequest request(Map<String, String> headers) {
    Map<String, String> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    known.put("Host", "shop.example");
    known.putAll(headers);
    Map<Object, Object> attributes = new HashMap<>();
    return of(
        HttpServletRequest.class,
        Map.of(
            "getMethod", args -> "GET",
            "getScheme", args -> "http",
            "getProtocol", args -> "HTTP/1.1",
            "getServerPort", args -> 80,
            "getRequestURI", args -> "/orders/7",
            "getHeader", args -> known.get((String) args[0]),
            "getAttribute", args -> attributes.get(args[0]),
            "setAttribute", args -> attributes.put(args[0], args[1])));
  }

  /** A 200. */
  static HttpServletResponse response() {
    return of(HttpServletResponse.class, Map.of("getStatus", args -> 200));
  }

  /** A request that is not HTTP. */
  static ServletRequest plainRequest() {
    return of(ServletRequest.class, Map.of());
  }

  /** An object of an interface; methods that are not named give nothing. */
  static <T> T of(Class<T> type, Map<String, Function<Object[], Object>> methods) {
    return type.cast(Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> answer(methods.get(method.getName()), method, arguments)));
  }

  private static Object answer(
      Function<Object[], Object> answer, Method method, Object[] arguments) {
    Object given = answer == null ? null : answer.apply(arguments);
    Class<?> type = method.getReturnType();
    return type == void.class ? null : given == null ? NOTHING.get(type) : given;
  }
}
