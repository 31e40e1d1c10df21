// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import io.github.xraysink.internal.Guard;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/**
 * Waits for the end of an asynchronous exchange. Errors and timeouts are only noted: the final
 * status is not known before completion. A second {@code startAsync} drops all listeners, so this
 * one registers again.
 */
final class ExchangeListener implements AsyncListener {

  private final Exchange exchange;

  ExchangeListener(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void onComplete(AsyncEvent event) {
    Guard.run("end a request", exchange::finish);
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    exchange.leftToContainer();
  }

  @Override
  public void onError(AsyncEvent event) {
    exchange.leftToContainer();
    Throwable thrown = event.getThrowable();
    if (thrown != null) {
      exchange.failed(thrown);
    }
    Guard.run("end a request", exchange::failureTold);
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    exchange.follow(event.getAsyncContext());
  }
}
