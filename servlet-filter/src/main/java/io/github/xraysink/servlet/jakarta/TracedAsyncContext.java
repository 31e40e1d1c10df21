// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import io.github.xraysink.servlet.RequestTrace;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/** The container's, with tasks that run in the request's segment. */
final class TracedAsyncContext implements AsyncContext {

  private final AsyncContext delegate;
  private final RequestTrace trace;

  TracedAsyncContext(AsyncContext delegate, RequestTrace trace) {
    this.delegate = delegate;
    this.trace = trace;
  }

  /** Runs the task on a thread of the container's, at the position of whoever starts it. */
  @Override
  public void start(Runnable task) {
    delegate.start(trace.positionForTask().wrap(recording(task)));
  }

  /** Containers differ in whether, and to whom, they tell what the task throws. */
  private Runnable recording(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Throwable thrown) {
        trace.failed(thrown);
        throw thrown;
      }
    };
  }

  @Override
  public ServletRequest getRequest() {
    return delegate.getRequest();
  }

  @Override
  public ServletResponse getResponse() {
    return delegate.getResponse();
  }

  @Override
  public boolean hasOriginalRequestAndResponse() {
    return delegate.hasOriginalRequestAndResponse();
  }

  @Override
  public void dispatch() {
    delegate.dispatch();
  }

  @Override
  public void dispatch(String path) {
    delegate.dispatch(path);
  }

  @Override
  public void dispatch(ServletContext context, String path) {
    delegate.dispatch(context, path);
  }

  @Override
  public void complete() {
    delegate.complete();
  }

  @Override
  public void addListener(AsyncListener listener) {
    delegate.addListener(listener);
  }

  @Override
  public void addListener(
      AsyncListener listener, ServletRequest request, ServletResponse response) {
    delegate.addListener(listener, request, response);
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
