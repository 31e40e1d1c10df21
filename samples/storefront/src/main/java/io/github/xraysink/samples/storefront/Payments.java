// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import io.github.xraysink.task.XraySubsegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;

/** Reserves money when an order is placed, and remembers what is to be collected later. */
@Component
class Payments {

  private static final Logger LOG = LoggerFactory.getLogger(Payments.class);

  private final Queue<String> due = new ConcurrentLinkedQueue<>();

  /** Fails if the card is {@code declined}. */
  @Async
  @XraySubsegment("authorise payment")
  public CompletableFuture<String> authorise(Order order) {
    Partner.think();
    if (order.card().equals("declined")) {
      throw new PaymentDeclined(order.id());
    }
    LOG.info("order {} is authorised", order.id());
    return CompletableFuture.completedFuture(order.card());
  }

  /** The order has been shipped: its payment may be collected. */
  void due(String orderId) {
    due.add(orderId);
  }

  /** Takes what is due, at most so many. */
  List<String> takeDue(int most) {
    List<String> taken = new ArrayList<>();
    while (taken.size() < most) {
      String next = due.poll();
      if (next == null) {
        return taken;
      }
      taken.add(next);
    }
    return taken;
  }
}
