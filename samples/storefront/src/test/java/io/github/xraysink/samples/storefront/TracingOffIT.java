// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.samples.storefront.Shop.Placed;
import org.junit.jupiter.api.Test;

/** The shop does its work whether anybody looks or not. */
class TracingOffIT {

  @Test
  void order_isShippedAndSettled() {
    try (Shop shop = Shop.open("--xraysink.enabled=false", "--shop.settle-every=300ms")) {
      Placed order = shop.order("tea", "good");

      shop.awaitStatus(order, OrderStatus.SETTLED);

      assertThat(shop.emitter.documents()).isEmpty();
      assertThat(shop.linesOf(order))
          .isNotEmpty()
          .allMatch(line -> line.traceId().isEmpty());
    }
  }
}
