// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import com.amazonaws.xray.entities.Segment;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.context.TraceScope;
import io.github.xraysink.internal.Guard;
import io.github.xraysink.servlet.RequestTrace;
import io.github.xraysink.servlet.TraceAttributes;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
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

  /** Causes may form a circle. */
  private static final int DEEPEST_CAUSE = 16;

  private final RequestTrace trace;
  private final HttpServletRequest request;
  private final TracedRequest tracedRequest;
  private final TracedResponse response;
  private final List<RequestHook> requestHooks;
  private final List<ResponseHook> responseHooks;
  private volatile @Nullable Throwable thrown;
  // The application threw although it had started asynchronous processing.
  private volatile boolean thrownOut;

  Exchange(
      RequestTrace trace,
      HttpServletRequest request,
      HttpServletResponse response,
      List<RequestHook> requestHooks,
      List<ResponseHook> responseHooks) {
    this.trace = trace;
    this.request = request;
    this.tracedRequest = new TracedRequest(request, this);
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
      chain.doFilter(tracedRequest, response);
    } catch (Throwable failure) {
      failed(failure);
      thrownOut = trace.isAsynchronous();
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
    response.inOurHands();
    try {
      chain.doFilter(shown(current), shown(currentResponse));
    } catch (Throwable failure) {
      failed(failure);
      leftToContainer();
      throw failure;
    } finally {
      scope.close();
    }
  }

  /** Ours around what the container dispatches, unless it is in there already. */
  ServletRequest shown(ServletRequest current) {
    if (current == request) {
      return tracedRequest;
    }
    boolean ours = !(current instanceof HttpServletRequest)
        || current instanceof ServletRequestWrapper wrapper
            && (wrapper instanceof TracedRequest || wrapper.isWrapperFor(TracedRequest.class));
    return ours ? current : new TracedRequest((HttpServletRequest) current, this);
  }

  /** Ours in place of the container's. */
  ServletResponse shown(ServletResponse current) {
    return current == response.getResponse() ? response : current;
  }

  /** The next dispatch may go past the filter, with the container's own response. */
  void dispatched() {
    response.leaveToContainer();
  }

  /** The application ends an asynchronous exchange. */
  void completed() {
    response.completed();
  }

  /** What is written next, the container may write, past the filter. */
  void leftToContainer() {
    response.leaveToContainer();
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

  /**
   * The application, or the container for it, threw something while serving the request. Never
   * throws: an exception's own methods may.
   */
  void failed(Throwable failure) {
    Guard.run("record a failure", () -> record(failure));
  }

  private void record(Throwable failure) {
    if (!isAbout(failure, thrown)) {
      Throwable cause = rootCause(failure);
      thrown = cause;
      trace.failed(cause);
    }
  }

  /** Containers wrap what the application threw before they tell listeners of it. */
  private static boolean isAbout(Throwable failure, @Nullable Throwable known) {
    Throwable at = failure;
    for (int depth = 0; known != null && at != null && depth < DEEPEST_CAUSE; depth++) {
      if (at == known) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }

  /**
   * The container has told its listeners of a failure. When the application threw out of the filter
   * after it had started asynchronous processing, that may be the last we hear: Tomcat then closes
   * the connection and tells nobody of completion.
   */
  void failureTold() {
    if (thrownOut) {
      finish();
    }
  }

  private static Throwable rootCause(Throwable failure) {
    Throwable at = failure;
    for (int depth = 0; at instanceof ServletException && depth < DEEPEST_CAUSE; depth++) {
      Throwable root = ((ServletException) at).getRootCause();
      if (root == null) {
        break;
      }
      at = root;
    }
    return at;
  }

  void finish() {
    if (thrown != null && !response.isCommitted()) {
      // The container is going to throw away what is written, and to write a page.
      response.leaveToContainer();
    }
    trace.finish(status(), response.bodyBytes(request), this::lastWords);
  }

  private void lastWords(Segment segment) {
    if (segment.isRecording()) {
      Guard.run("name the route of a request", this::nameRoute);
    }
    for (ResponseHook hook : responseHooks) {
      Guard.run("run a response hook", () -> hook.onResponse(segment, request, response, thrown));
    }
  }

  private void nameRoute() throws Throwable {
    String route = Route.of(request);
    if (route != null) {
      trace.route(route);
    }
  }

  /**
   * What the client gets. When a synchronous request fails, the container sets the status after us.
   */
  private int status() {
    Throwable failure = thrown;
    int told = response.getStatus();
    if (failure == null || response.isCommitted() || trace.isAsynchronous() && !thrownOut) {
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
