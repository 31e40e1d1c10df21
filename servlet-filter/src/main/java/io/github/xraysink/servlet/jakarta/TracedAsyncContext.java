// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/**
 * The container's, with tasks and listeners that run in the request's segment.
 *
 * <p>The request and response that it hands out are ours where the container's would be the
 * original ones: what is written there counts as well.
 */
final class TracedAsyncContext implements AsyncContext {

  private final AsyncContext delegate;
  private final Exchange exchange;

  TracedAsyncContext(AsyncContext delegate, Exchange exchange) {
    this.delegate = delegate;
    this.exchange = exchange;
  }

  /** Runs the task on a thread of the container's, at the position of whoever starts it. */
  @Override
  public void start(Runnable task) {
    delegate.start(exchange.trace().positionForTask().wrap(recording(task)));
  }

  /** Containers differ in whether, and to whom, they tell what the task throws. */
  private Runnable recording(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Throwable thrown) {
        exchange.failed(thrown);
        throw thrown;
      }
    };
  }

  @Override
  public ServletRequest getRequest() {
    return exchange.shown(delegate.getRequest());
  }

  @Override
  public ServletResponse getResponse() {
    return exchange.shown(delegate.getResponse());
  }

  @Override
  public boolean hasOriginalRequestAndResponse() {
    return delegate.hasOriginalRequestAndResponse();
  }

  @Override
  public void dispatch() {
    exchange.dispatched();
    delegate.dispatch();
  }

  @Override
  public void dispatch(String path) {
    exchange.dispatched();
    delegate.dispatch(path);
  }

  @Override
  public void dispatch(ServletContext context, String path) {
    exchange.dispatched();
    delegate.dispatch(context, path);
  }

  @Override
  public void complete() {
    exchange.completed();
    delegate.complete();
  }

  @Override
  public void addListener(AsyncListener listener) {
    delegate.addListener(new TracedAsyncListener(listener, exchange));
  }

  @Override
  public void addListener(
      AsyncListener listener, ServletRequest request, ServletResponse response) {
    delegate.addListener(new TracedAsyncListener(listener, exchange), request, response);
  }

  @Override
  public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
    return delegate.createListener(type);
  }

  @Override
  public void setTimeout(long millis) {
    delegate.setTimeout(millis);
  }

  @Override
  public long getTimeout() {
    return delegate.getTimeout();
  }
}
