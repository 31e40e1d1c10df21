// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request whose asynchronous parts run in its segment. */
final class TracedRequest extends HttpServletRequestWrapper {

  private final Exchange exchange;
  private @Nullable ServletInputStream input;

  TracedRequest(HttpServletRequest request, Exchange exchange) {
    super(request);
    this.exchange = exchange;
  }

  @Override
  public AsyncContext startAsync() {
    return traced(super.startAsync());
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    return traced(super.startAsync(request, response));
  }

  private AsyncContext traced(AsyncContext started) {
    exchange.follow(started);
    return new TracedAsyncContext(started, exchange);
  }

  @Override
  public AsyncContext getAsyncContext() {
    return new TracedAsyncContext(super.getAsyncContext(), exchange);
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    ServletInputStream known = input;
    if (known == null) {
      known = new TracedInputStream(super.getInputStream(), exchange.trace());
      input = known;
    }
    return known;
  }
}
