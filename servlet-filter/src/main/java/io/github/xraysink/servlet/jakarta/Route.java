// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pattern by which a framework or the container chose what serves a request. */
final class Route {

  /**
   * Set by Spring MVC on each request it dispatches; the pattern of the handler, without the values
   * in the path.
   */
  private static final String SPRING =
      "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

  /** Patterns of servlets that take whatever comes, and so say nothing. */
  private static final Set<String> ANY = Set.of("", "/", "/*");

  /** From a request to its mapping, and from there to its pattern; absent before Servlet 4. */
  private record ServletMapping(MethodHandle ofRequest, MethodHandle pattern) {}

  private static final @Nullable ServletMapping MAPPING = servletMapping();

  private Route() {}

  /**
   * The route of a request that has been served; {@code null} if nobody knows one.
   *
   * @throws Throwable whatever the container throws
   */
  static @Nullable String of(HttpServletRequest request) throws Throwable {
    Object spring = request.getAttribute(SPRING);
    if (spring != null) {
      return spring.toString();
    }
    Object mapping = MAPPING == null ? null : MAPPING.ofRequest().invokeExact(request);
    if (MAPPING == null || mapping == null) {
      return null;
    }
    Object pattern = MAPPING.pattern().invokeExact(mapping);
    return pattern == null || ANY.contains(pattern) ? null : pattern.toString();
  }

  private static @Nullable ServletMapping servletMapping() {
    try {
      Class<?> mapping = Class.forName(
          "jakarta.servlet.http.HttpServletMapping",
          false,
          HttpServletRequest.class.getClassLoader());
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      MethodHandle ofRequest = lookup.findVirtual(
          HttpServletRequest.class, "getHttpServletMapping", MethodType.methodType(mapping));
      MethodHandle pattern =
          lookup.findVirtual(mapping, "getPattern", MethodType.methodType(String.class));
      return new ServletMapping(
          ofRequest.asType(MethodType.methodType(Object.class, HttpServletRequest.class)),
          pattern.asType(MethodType.methodType(Object.class, Object.class)));
    } catch (ReflectiveOperationException olderApi) {
      return null;
    }
  }
}
