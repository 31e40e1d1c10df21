// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import io.github.xraysink.context.XrayFutures;
import io.github.xraysink.context.XraySubsegments;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * What happens to an order after its request has been answered. Three things at once, then the
 * database, then the queue; no thread waits for another.
 */
@Component
class Checkout {

  private static final Logger LOG = LoggerFactory.getLogger(Checkout.class);

  private final Pricing pricing;
  private final Payments payments;
  private final Orders orders;
  private final Warehouse warehouse;
  private final Executor executor;

  Checkout(
      Pricing pricing,
      Payments payments,
      Orders orders,
      Warehouse warehouse,
      @Qualifier("applicationTaskExecutor") Executor executor) {
    this.pricing = pricing;
    this.payments = payments;
    this.orders = orders;
    this.warehouse = warehouse;
    this.executor = executor;
  }

  /** Begins and returns. */
  void place(Order order) {
    CompletableFuture<Integer> price = pricing.price(order);
    CompletableFuture<Boolean> stock = XrayFutures.supplyAsync(() -> reserve(order), executor);
    CompletableFuture<String> payment = payments.authorise(order);
    // allOf is the JDK's own, so what is attached to it is told where it belongs.
    CompletableFuture<Void> unused = XrayFutures.propagating(
            CompletableFuture.allOf(price, stock, payment))
        .thenCompose(all -> confirm(order))
        .exceptionallyCompose(thrown -> refuse(order, thrown));
  }

  private static boolean reserve(Order order) {
    return XraySubsegments.call("reserve stock", () -> {
      Partner.think();
      LOG.info("order {} is reserved", order.id());
      return true;
    });
  }

  private CompletionStage<Void> confirm(Order order) {
    return orders
        .save(order, OrderStatus.CONFIRMED)
        .thenCompose(saved -> warehouse.send(order))
        .thenAccept(sent -> {});
  }

  private CompletionStage<Void> refuse(Order order, Throwable thrown) {
    OrderStatus status =
        thrown.getCause() instanceof PaymentDeclined ? OrderStatus.DECLINED : OrderStatus.FAILED;
    LOG.warn("order {} is refused: {}", order.id(), thrown.getMessage());
    return orders.save(order, status).thenAccept(saved -> {});
  }
}
