// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request and its response without a container: the same as {@link LoadClient#request}, and
 * everything of it at hand. What no filter asks for is not there, and says so.
 */
final class StubExchange {

  private StubExchange() {}

  static HttpServletRequest request(boolean sampled) {
    return new Request(sampled);
  }

  static HttpServletResponse response() {
    return new Response();
  }

  private static <T> T nothing(Class<T> type) {
    return type.cast(Proxy.newProxyInstance(
        type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
          throw new UnsupportedOperationException(method.toString());
        }));
  }

  private static final class Request extends HttpServletRequestWrapper {
    private final Map<String, String> headers;
    private final Map<String, Object> attributes = new HashMap<>();

    Request(boolean sampled) {
      super(nothing(HttpServletRequest.class));
      headers = LoadClient.headers(sampled);
    }

    @Override
    public @Nullable String getHeader(String name) {
      String exact = headers.get(name);
      if (exact != null) {
        return exact;
      }
      for (Map.Entry<String, String> header : headers.entrySet()) {
        if (header.getKey().equalsIgnoreCase(name)) {
          return header.getValue();
        }
      }
      return null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      String value = getHeader(name);
      return Collections.enumeration(value == null ? List.of() : List.of(value));
    }

    @Override
    public Enumeration<String> getHeaderNames() {
      return Collections.enumeration(headers.keySet());
    }

    @Override
    public @Nullable Object getAttribute(String name) {
      return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
      attributes.put(name, value);
    }

    @Override
    public void removeAttribute(String name) {
      attributes.remove(name);
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public String getRequestURI() {
      return "/items/4711";
    }

    @Override
    public StringBuffer getRequestURL() {
      return new StringBuffer("http://localhost/items/4711");
    }

    @Override
    public String getQueryString() {
      return "detail=full";
    }

    @Override
    public String getScheme() {
      return "http";
    }

    @Override
    public String getProtocol() {
      return "HTTP/1.1";
    }

    @Override
    public String getServerName() {
      return "localhost";
    }

    @Override
    public int getServerPort() {
      return 80;
    }

    @Override
    public String getRemoteAddr() {
      return "127.0.0.1";
    }

    @Override
    public int getRemotePort() {
      return 50_000;
    }

    @Override
    public boolean isAsyncStarted() {
      return false;
    }

    @Override
    public boolean isAsyncSupported() {
      return true;
    }

    @Override
    public DispatcherType getDispatcherType() {
      return DispatcherType.REQUEST;
    }

    @Override
    public @Nullable HttpServletMapping getHttpServletMapping() {
      return null;
    }

    @Override
    public @Nullable ServletContext getServletContext() {
      return null;
    }
  }

  private static final class Response extends HttpServletResponseWrapper {
    private final Map<String, String> headers = new HashMap<>();

    Response() {
      super(nothing(HttpServletResponse.class));
    }

    @Override
    public void setHeader(String name, String value) {
      headers.put(name, value);
    }

    @Override
    public void addHeader(String name, String value) {
      headers.put(name, value);
    }

    @Override
    public @Nullable String getHeader(String name) {
      return headers.get(name);
    }

    @Override
    public int getStatus() {
      return HttpServletResponse.SC_OK;
    }

    @Override
    public boolean isCommitted() {
      return true;
    }
  }
}
