// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import com.amazonaws.xray.AWSXRay;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What the page talks to. */
@RestController
class ShopController {

  private static final Logger LOG = LoggerFactory.getLogger(ShopController.class);
  private static final int SHOWN = 50;
  private static final int MOST_LETTERS = 60;

  private final Checkout checkout;
  private final Orders orders;
  private final OrderBook book;
  private final ShopProperties properties;

  ShopController(Checkout checkout, Orders orders, OrderBook book, ShopProperties properties) {
    this.checkout = checkout;
    this.orders = orders;
    this.book = book;
    this.properties = properties;
  }

  /** What a customer sends. */
  record Wish(@Nullable String item, @Nullable String card) {}

  /** What a customer gets at once. */
  record Receipt(String id, @Nullable String traceId) {}

  /** What the page shows. */
  record Overview(@Nullable URI console, List<OrderBook.Line> orders) {}

  /** Takes an order and answers; the rest happens afterwards. */
  @PostMapping("/orders")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Receipt place(@RequestBody Wish wish) {
    String item = wish.item();
    if (item == null || item.isBlank() || item.length() > MOST_LETTERS || item.contains("|")) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "item");
    }
    String card = wish.card() == null ? "good" : wish.card();
    Order order = new Order(UUID.randomUUID().toString().substring(0, 8), item, card);
    String traceId = annotated(order);
    book.placed(order, traceId);
    LOG.info("order {} is placed: {}", order.id(), item);
    checkout.place(order);
    return new Receipt(order.id(), traceId);
  }

  /** Writes the order's id into the request's segment; there is none if tracing is off. */
  private static @Nullable String annotated(Order order) {
    return AWSXRay.getCurrentSegmentOptional()
        .map(segment -> {
          segment.putAnnotation("order", order.id());
          return segment.isSampled() ? segment.getTraceId().toString() : null;
        })
        .orElse(null);
  }

  /** How far an order is; no thread waits for the database. */
  @GetMapping("/orders/{id}")
  CompletableFuture<String> statusOf(@PathVariable String id) {
    return orders.statusOf(id);
  }

  /** The newest orders. The page asks every second, so it is left out of the traces. */
  @GetMapping("/overview")
  Overview overview() {
    return new Overview(properties.consoleUri(), book.newest(SHOWN));
  }
}
