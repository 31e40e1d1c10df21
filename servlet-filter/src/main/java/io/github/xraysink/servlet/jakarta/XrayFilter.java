// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.internal.Guard;
import io.github.xraysink.servlet.FilterSettings;
import io.github.xraysink.servlet.FilterSettingsBuilder;
import io.github.xraysink.servlet.RequestTrace;
import io.github.xraysink.servlet.ServerRequest;
import io.github.xraysink.servlet.TraceAttributes;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives each HTTP request one segment, which ends when the exchange really ends. For Jakarta
 * Servlet 5 and 6.
 *
 * <p>Register it first, for all dispatcher types, with asynchronous support; {@code web.xml} takes
 * init-params of the names of the {@link Builder}'s methods. Whatever the recorder, a hook or the
 * SDK does, the application is called exactly once, and what it returns or throws reaches the
 * container unchanged.
 */
public final class XrayFilter implements Filter {

  private static final String NOT_TRACED = "not traced";

  private final FilterSettingsBuilder collected;
  private final List<RequestHook> requestHooks;
  private final List<ResponseHook> responseHooks;
  private volatile FilterSettings settings;

  /** A filter with what init-params, properties and environment say. */
  public XrayFilter() {
    this(new Builder());
  }

  private XrayFilter(Builder builder) {
    collected = builder.settings;
    settings = collected.build();
    requestHooks = List.copyOf(builder.requestHooks);
    responseHooks = List.copyOf(builder.responseHooks);
  }

  /** A builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads the init-params, which win over the builder.
   *
   * @throws IllegalArgumentException if one has a value that is not accepted; names parameter,
   *     value and what is accepted
   */
  @Override
  public void init(FilterConfig config) {
    collected.read(config::getInitParameter);
    settings = collected.build();
  }

  @Override
  public void destroy() {}

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse httpResponse)) {
      chain.doFilter(request, response);
      return;
    }
    Object known = http.getAttribute(TraceAttributes.TRACE);
    if (known instanceof Exchange exchange) {
      exchange.reenter(http, response, chain);
      return;
    }
    RequestTrace trace = known == null && !isWebSocketUpgrade(http)
        ? RequestTrace.begin(settings, new ServletRequestView(http))
        : null;
    if (trace != null) {
      new Exchange(trace, http, httpResponse, requestHooks, responseHooks).serve(chain);
      return;
    }
    // What the request is forwarded or dispatched to is as little to be traced as the request.
    Guard.run("mark a request", () -> http.setAttribute(TraceAttributes.TRACE, NOT_TRACED));
    chain.doFilter(request, response);
  }

  /**
   * The connection is about to become something else, whose container may want its own request
   * back.
   */
  private static boolean isWebSocketUpgrade(HttpServletRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }

  /** Settings of a filter. Each method may also be an init-param of the same name. */
  public static final class Builder {

    private final FilterSettingsBuilder settings = new FilterSettingsBuilder();
    private final List<RequestHook> requestHooks = new ArrayList<>();
    private final List<ResponseHook> responseHooks = new ArrayList<>();

    private Builder() {}

    /** One name for all segments; by default the recorder's service name. */
    public Builder segmentName(String name) {
      settings.segmentName(name);
      return this;
    }

    /**
     * A name for each request; {@code null} or blank, or a function that throws, gives the
     * recorder's service name.
     */
    public Builder segmentName(Function<ServerRequest, @Nullable String> function) {
      settings.segmentName(function);
      return this;
    }

    /**
     * Names segments after the host the client asked for, without port.
     *
     * @param fallback for hosts that do not match, and requests without one
     * @param pattern with {@code *} and {@code ?}, in any case
     */
    public Builder dynamicName(String fallback, String pattern) {
      settings.dynamicName(fallback, pattern);
      return this;
    }

    /** As {@link #dynamicName(String, String)} for all hosts. */
    public Builder dynamicName(String fallback) {
      return dynamicName(fallback, "*");
    }

    /**
     * Comma-separated regular expressions; requests where one is found in
     * {@code scheme://host/path} are not traced.
     */
    public Builder excludeUrls(String commaSeparated) {
      settings.excludeUrls(commaSeparated);
      return this;
    }

    /**
     * Takes the client's address from {@code X-Forwarded-For}. Only behind a proxy that sets it:
     * anybody can send it.
     */
    public Builder trustForwardedFor(boolean trust) {
      settings.trustForwardedFor(trust);
      return this;
    }

    /**
     * Records query strings, with the values of the named parameters replaced. By default they are
     * left out.
     */
    public Builder recordQuery(String... redacted) {
      settings.recordQuery(List.of(redacted));
      return this;
    }

    /**
     * Whether the headers of W3C and Zipkin (B3) count where {@code X-Amzn-Trace-Id} is absent or
     * names no parent, as {@link TraceHeaders#read} tells; by default they do.
     */
    public Builder acceptTraceparent(boolean accept) {
      settings.acceptTraceparent(accept);
      return this;
    }

    /**
     * Whether the metadata {@code http} tells scheme, protocol, ports, the peer of the connection
     * and the route; by default it does not.
     */
    public Builder recordDetails(boolean record) {
      settings.recordDetails(record);
      return this;
    }

    /**
     * Annotations for each request: numbers, booleans, or what {@code toString} gives. What the
     * function throws is counted and logged, and the annotations are left out.
     */
    public Builder annotations(Function<ServerRequest, ? extends Map<String, ?>> extractor) {
      settings.annotations(extractor);
      return this;
    }

    /** The recorder to use; by default the one in force at each request. */
    public Builder recorder(AWSXRayRecorder recorder) {
      settings.recorder(recorder);
      return this;
    }

    /** Adds a hook; may be called several times. */
    public Builder requestHook(RequestHook hook) {
      requestHooks.add(Objects.requireNonNull(hook, "requestHook"));
      return this;
    }

    /** Adds a hook; may be called several times. */
    public Builder responseHook(ResponseHook hook) {
      responseHooks.add(Objects.requireNonNull(hook, "responseHook"));
      return this;
    }

    /** Makes the filter. */
    public XrayFilter build() {
      return new XrayFilter(this);
    }
  }
}
