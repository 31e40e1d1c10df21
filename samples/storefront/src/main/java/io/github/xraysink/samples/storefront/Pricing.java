// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import io.github.xraysink.task.XraySubsegment;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;

/** Finds prices, on a thread of Spring's. */
@Component
class Pricing {

  private static final Logger LOG = LoggerFactory.getLogger(Pricing.class);
  private static final int CENTS_A_LETTER = 125;

  @Async
  @XraySubsegment("price")
  public CompletableFuture<Integer> price(Order order) {
    Partner.think();
    int cents = order.item().length() * CENTS_A_LETTER;
    LOG.info("order {} costs {} cents", order.id(), cents);
    return CompletableFuture.completedFuture(cents);
  }
}
