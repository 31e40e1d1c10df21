// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * A filter on OpenTelemetry's API, because no servlet library of its own fits the version of its SDK
 * that could be had. It records the attributes that the conventions for HTTP servers require, looks
 * at no asynchronous request, and so does less than theirs or ours.
 */
final class OpenTelemetryFilter implements Filter {

  private final Tracer tracer;
  private final Headers headers = new Headers();

  OpenTelemetryFilter(SpanProcessor processor) {
    SdkTracerProvider provider =
        SdkTracerProvider.builder().addSpanProcessor(processor).build();
    tracer = provider.get("benchmarks");
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    Context caller =
        W3CTraceContextPropagator.getInstance().extract(Context.current(), http, headers);
    Span span = tracer
        .spanBuilder(http.getMethod())
        .setParent(caller)
        .setSpanKind(SpanKind.SERVER)
        .startSpan();
    if (span.isRecording()) {
      describe(span, http);
    }
    try (Scope scope = caller.with(span).makeCurrent()) {
      chain.doFilter(request, response);
    } catch (Throwable failure) {
      span.recordException(failure);
      span.setStatus(StatusCode.ERROR);
      throw failure;
    } finally {
      int status = ((HttpServletResponse) response).getStatus();
      span.setAttribute("http.response.status_code", status);
      span.end();
    }
  }

  private static void describe(Span span, HttpServletRequest http) {
    span.setAttribute("http.request.method", http.getMethod());
    span.setAttribute("url.scheme", http.getScheme());
    span.setAttribute("url.path", http.getRequestURI());
    span.setAttribute("url.query", http.getQueryString());
    span.setAttribute("server.address", http.getServerName());
    span.setAttribute("server.port", http.getServerPort());
    span.setAttribute("client.address", http.getRemoteAddr());
    span.setAttribute("network.peer.port", http.getRemotePort());
    span.setAttribute("network.protocol.version", http.getProtocol());
    span.setAttribute("user_agent.original", http.getHeader("User-Agent"));
  }

  private static final class Headers implements TextMapGetter<HttpServletRequest> {
    @Override
    public Iterable<String> keys(HttpServletRequest request) {
      return Collections.list(request.getHeaderNames());
    }

    @Override
    public @Nullable String get(@Nullable HttpServletRequest request, String key) {
      return request == null ? null : request.getHeader(key);
    }
  }
}
