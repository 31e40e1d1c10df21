// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.entities.Segment;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An application to deploy: one servlet for all paths, which plays scripts, the filter under test
 * before it, and a small filter before that, which looks at the thread.
 *
 * <p>The filter under test uses the global recorder. A path of {@link #ERROR_PAGE} is registered as
 * the page for {@link #ERROR_PAGE_STATUS}.
 *
 * @param scripts the script of a path
 * @param parameters init-params of the filter under test
 * @param dispatches whether it is mapped to all dispatcher types, or to requests only
 * @param mappings how often it is registered, at least once
 * @param onRequest a hook of the filter, called when a request begins
 * @param onResponse a hook of the filter, called when it has ended
 * @param around called by the filter before the one under test, on request, asynchronous and error
 *     dispatches: before the chain and after it
 * @param accessLog where the container's own access log writes a line for each request: the trace
 *     id and the entity id that the filter left in request attributes, with a blank between, and
 *     {@code -} for one that is absent
 */
public record ServletDeployment(
    Function<String, List<ServletStep>> scripts,
    Map<String, String> parameters,
    boolean dispatches,
    int mappings,
    Consumer<Segment> onRequest,
    Consumer<Segment> onResponse,
    Runnable around,
    Consumer<String> accessLog) {

  /** The path of the error page. */
  public static final String ERROR_PAGE = "/errorPage";

  /** The status that has an error page. */
  public static final int ERROR_PAGE_STATUS = 410;

  /** With all dispatches, registered once, and no parameters or hooks. */
  public static ServletDeployment of(
      Function<String, List<ServletStep>> scripts, Runnable around, Consumer<String> accessLog) {
    return new ServletDeployment(
        scripts, Map.of(), true, 1, segment -> {}, segment -> {}, around, accessLog);
  }

  /** The same with other init-params. */
  public ServletDeployment withParameters(Map<String, String> other) {
    return new ServletDeployment(
        scripts, other, dispatches, mappings, onRequest, onResponse, around, accessLog);
  }

  /** The same, mapped otherwise. */
  public ServletDeployment mapped(boolean allDispatches, int times) {
    return new ServletDeployment(
        scripts, parameters, allDispatches, times, onRequest, onResponse, around, accessLog);
  }

  /** The same with other hooks. */
  public ServletDeployment withHooks(Consumer<Segment> request, Consumer<Segment> response) {
    return new ServletDeployment(
        scripts, parameters, dispatches, mappings, request, response, around, accessLog);
  }
}
