// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import io.github.xraysink.context.TraceScope;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;

/** The application's listener, run in the request's segment and shown the request we show. */
final class TracedAsyncListener implements AsyncListener {

  private final AsyncListener listener;
  private final Exchange exchange;

  TracedAsyncListener(AsyncListener listener, Exchange exchange) {
    this.listener = listener;
    this.exchange = exchange;
  }

  @Override
  public void onComplete(AsyncEvent event) throws IOException {
    try (TraceScope scope = exchange.trace().snapshot().restore()) {
      listener.onComplete(shown(event));
    }
  }

  @Override
  public void onTimeout(AsyncEvent event) throws IOException {
    try (TraceScope scope = exchange.trace().snapshot().restore()) {
      listener.onTimeout(shown(event));
    }
  }

  @Override
  public void onError(AsyncEvent event) throws IOException {
    try (TraceScope scope = exchange.trace().snapshot().restore()) {
      listener.onError(shown(event));
    }
  }

  @Override
  public void onStartAsync(AsyncEvent event) throws IOException {
    try (TraceScope scope = exchange.trace().positionForTask().restore()) {
      listener.onStartAsync(shown(event));
    }
  }

  private AsyncEvent shown(AsyncEvent event) {
    AsyncContext context = event.getAsyncContext();
    return new AsyncEvent(
        context == null || context instanceof TracedAsyncContext
            ? context
            : new TracedAsyncContext(context, exchange),
        event.getSuppliedRequest(),
        event.getSuppliedResponse(),
        event.getThrowable());
  }
}
