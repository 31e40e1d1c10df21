// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.instrumentation.api.instrumenter.Instrumenter;
import io.opentelemetry.instrumentation.api.semconv.http.HttpServerAttributesExtractor;
import io.opentelemetry.instrumentation.api.semconv.http.HttpServerAttributesGetter;
import io.opentelemetry.instrumentation.api.semconv.http.HttpSpanNameExtractor;
import io.opentelemetry.instrumentation.api.semconv.http.HttpSpanStatusExtractor;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A filter on OpenTelemetry's own instrumentation API: its servlet library could not be had. It
 * records what that API records of a server's request, and does not look at asynchronous ones.
 */
final class OpenTelemetryFilter implements Filter {

  private final Instrumenter<HttpServletRequest, HttpServletResponse> instrumenter;

  OpenTelemetryFilter() {
    OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
        .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
        .setTracerProvider(SdkTracerProvider.builder()
            .addSpanProcessor(OpenTelemetrySinks.batching(OpenTelemetrySinks.marshaling()))
            .build())
        .build();
    Requests requests = new Requests();
    instrumenter = Instrumenter.<HttpServletRequest, HttpServletResponse>builder(
            sdk, "benchmarks", HttpSpanNameExtractor.create(requests))
        .setSpanStatusExtractor(HttpSpanStatusExtractor.create(requests))
        .addAttributesExtractor(HttpServerAttributesExtractor.create(requests))
        .buildServerInstrumenter(new Headers());
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    Context parent = Context.current();
    if (!instrumenter.shouldStart(parent, http)) {
      chain.doFilter(request, response);
      return;
    }
    Context context = instrumenter.start(parent, http);
    Throwable thrown = null;
    try (Scope scope = context.makeCurrent()) {
      chain.doFilter(request, response);
    } catch (Throwable failure) {
      thrown = failure;
      throw failure;
    } finally {
      instrumenter.end(context, http, (HttpServletResponse) response, thrown);
    }
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

  private static final class Requests
      implements HttpServerAttributesGetter<HttpServletRequest, HttpServletResponse> {
    @Override
    public String getHttpRequestMethod(HttpServletRequest request) {
      return request.getMethod();
    }

    @Override
    public List<String> getHttpRequestHeader(HttpServletRequest request, String name) {
      return Collections.list(request.getHeaders(name));
    }

    @Override
    public Integer getHttpResponseStatusCode(
        HttpServletRequest request, HttpServletResponse response, @Nullable Throwable error) {
      return response.getStatus();
    }

    @Override
    public List<String> getHttpResponseHeader(
        HttpServletRequest request, HttpServletResponse response, String name) {
      return List.copyOf(response.getHeaders(name));
    }

    @Override
    public String getUrlScheme(HttpServletRequest request) {
      return request.getScheme();
    }

    @Override
    public String getUrlPath(HttpServletRequest request) {
      return request.getRequestURI();
    }

    @Override
    public @Nullable String getUrlQuery(HttpServletRequest request) {
      return request.getQueryString();
    }

    @Override
    public String getNetworkPeerAddress(
        HttpServletRequest request, @Nullable HttpServletResponse response) {
      return request.getRemoteAddr();
    }

    @Override
    public Integer getNetworkPeerPort(
        HttpServletRequest request, @Nullable HttpServletResponse response) {
      return request.getRemotePort();
    }
  }
}
