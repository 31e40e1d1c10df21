// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.XrayFutures;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.lambda.XrayLambda;
import io.github.xraysink.lambda.XrayRequestHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A function that prices an order: looks all its items up at once, on a pool that all invocations
 * share.
 */
public final class PriceOrder implements XrayRequestHandler<PriceOrder.Order, PriceOrder.Receipt> {

  private static final int LOOKUPS_AT_ONCE = 8;

  static {
    Tracing.start();
  }

  private final ExecutorService pool =
      XrayExecutors.propagating(Executors.newFixedThreadPool(LOOKUPS_AT_ONCE));
  private final Prices prices = XrayLambda.init("connect to DynamoDB", Prices::connect);

  /** What comes in; Lambda fills it from JSON. */
  public record Order(String id, List<String> items) {}

  /** What goes out; Lambda makes JSON of it. */
  public record Receipt(String id, long cents) {}

  /** Makes the function; called by Lambda, once for each process. */
  public PriceOrder() {}

  @Override
  public Receipt handle(Order order, Context context) {
    return XraySubsegments.call("price order", () -> new Receipt(order.id(), total(order)));
  }

  private long total(Order order) {
    List<CompletableFuture<Long>> each = order.items().stream()
        .map(item -> XrayFutures.supplyAsync(() -> prices.of(item), pool))
        .toList();
    return each.stream().mapToLong(CompletableFuture::join).sum();
  }
}
