// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.context.TraceScope;
import io.github.xraysink.internal.Guard;
import io.github.xraysink.servlet.RequestTrace;
import io.github.xraysink.servlet.TraceAttributes;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, through all dispatches, until the container says it is over.
 *
 * <p>A synchronous exchange ends when the filter returns; an asynchronous one when its listener
 * hears of completion, which is always after the final status is known (Servlet 6, section
 * 2.3.3.3).
 */
final class Exchange {

  /**
   * Set by Spring MVC on each request it dispatches; the pattern of the handler, without the values
   * in the path.
   */
  private static final String SPRING_ROUTE =
      "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

  private static final String ROUTE_ANNOTATION = "http_route";

  private final RequestTrace trace;
  private final HttpServletRequest request;
  private final TracedResponse response;
  private final List<RequestHook> requestHooks;
  private final List<ResponseHook> responseHooks;
  private volatile @Nullable Throwable thrown;

  Exchange(
      RequestTrace trace,
      HttpServletRequest request,
      HttpServletResponse response,
      List<RequestHook> requestHooks,
      List<ResponseHook> responseHooks) {
    this.trace = trace;
    this.request = request;
    this.response = new TracedResponse(response, trace);
    this.requestHooks = requestHooks;
    this.responseHooks = responseHooks;
  }

  RequestTrace trace() {
    return trace;
  }

  /** Serves the request for the first time. */
  void serve(FilterChain chain) throws IOException, ServletException {
    Guard.run("prepare a request", this::prepare);
    TraceScope scope = trace.snapshot().restore();
    try {
      chain.doFilter(new TracedRequest(request, this), response);
    } catch (Throwable failure) {
      failed(failure);
      throw failure;
    } finally {
      scope.close();
      Guard.run("end or follow a request", this::served);
    }
  }

  private void prepare() {
    request.setAttribute(TraceAttributes.TRACE, this);
    request.setAttribute(TraceAttributes.TRACE_ID, trace.traceId());
    request.setAttribute(TraceAttributes.ENTITY_ID, trace.entityId());
    String header = trace.responseHeader();
    if (!header.isEmpty()) {
      response.setHeader(TraceHeaders.TRACE_ID, header);
    }
    for (RequestHook hook : requestHooks) {
      Guard.run("run a request hook", () -> hook.onRequest(trace.segment(), request));
    }
  }

  /**
   * Serves it again: a forward, an include, an error page, or the dispatch that follows
   * asynchronous work.
   */
  void reenter(HttpServletRequest current, ServletResponse currentResponse, FilterChain chain)
      throws IOException, ServletException {
    TraceScope scope = trace.positionForTask().restore();
    try {
      chain.doFilter(current, currentResponse);
    } catch (Throwable failure) {
      failed(failure);
      throw failure;
    } finally {
      scope.close();
    }
  }

  private void served() {
    if (!trace.isAsynchronous() && request.isAsyncStarted()) {
      // Started on a request that somebody unwrapped.
      follow(request.getAsyncContext());
    }
    if (!trace.isAsynchronous()) {
      finish();
    }
  }

  /** Asynchronous processing has started: the end of the exchange is no longer ours to see. */
  void follow(AsyncContext started) {
    try {
      started.addListener(new ExchangeListener(this));
      trace.becomeAsynchronous();
    } catch (Throwable tooLate) {
      Guard.caught("listen to asynchronous processing", tooLate);
    }
  }

  /** The application, or the container for it, threw something while serving the request. */
  void failed(Throwable failure) {
    Throwable cause = rootCause(failure);
    if (cause != thrown) {
      thrown = cause;
      trace.failed(cause);
    }
  }

  private static Throwable rootCause(Throwable failure) {
    Throwable at = failure;
    while (at instanceof ServletException wrapper && wrapper.getRootCause() != null) {
      at = wrapper.getRootCause();
    }
    return at;
  }

  void finish() {
    trace.finish(status(), response.bodyBytes(request), segment -> {
      Object route = request.getAttribute(SPRING_ROUTE);
      if (route != null) {
        segment.putAnnotation(ROUTE_ANNOTATION, route.toString());
      }
      for (ResponseHook hook : responseHooks) {
        Guard.run("run a response hook", () -> hook.onResponse(segment, request, response, thrown));
      }
    });
  }

  /**
   * What the client gets. When a synchronous request fails, the container sets the status after us.
   */
  private int status() {
    Throwable failure = thrown;
    int told = response.getStatus();
    if (failure == null || response.isCommitted() || trace.isAsynchronous()) {
      return told;
    }
    if (failure instanceof UnavailableException unavailable) {
      return unavailable.isPermanent()
          ? HttpServletResponse.SC_NOT_FOUND
          : HttpServletResponse.SC_SERVICE_UNAVAILABLE;
    }
    return HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
  }
}
