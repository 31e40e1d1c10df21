// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import com.amazonaws.xray.AWSXRay;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.task.XrayTask;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Collects what is due, now and then. Each run is a trace of its own. */
@Component
class Settlement {

  private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
  private static final int MOST_PAYMENTS = 25;

  private final Payments payments;
  private final Orders orders;

  Settlement(Payments payments, Orders orders) {
    this.payments = payments;
    this.orders = orders;
  }

  /** All that is due, in one go. */
  @Scheduled(
      initialDelayString = "${shop.settle-every:30s}",
      fixedDelayString = "${shop.settle-every:30s}")
  @XrayTask(path = "settle-payments")
  public void settle() {
    List<String> due = payments.takeDue(MOST_PAYMENTS);
    AWSXRay.getCurrentSegmentOptional().ifPresent(at -> at.putAnnotation("payments", due.size()));
    CompletableFuture.allOf(due.stream().map(this::settle).toArray(CompletableFuture[]::new))
        .join();
    LOG.info("settled {} payments", due.size());
  }

  private CompletableFuture<?> settle(String orderId) {
    return XraySubsegments.callAsync("settle payment", () -> {
      AWSXRay.getCurrentSubsegmentOptional().ifPresent(at -> at.putAnnotation("order", orderId));
      return orders.update(orderId, OrderStatus.SETTLED).toCompletableFuture();
    });
  }
}
