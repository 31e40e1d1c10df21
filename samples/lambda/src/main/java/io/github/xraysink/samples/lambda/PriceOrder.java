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
public final class PriceOrder implements XrayRequestHandler<Order, Receipt> {

  private static final int LOOKUPS_AT_ONCE = 8;

  static {
    Tracing.start();
  }

  private final ExecutorService pool =
      XrayExecutors.propagating(Executors.newFixedThreadPool(LOOKUPS_AT_ONCE));
  private final Prices prices = XrayLambda.init("connect to DynamoDB", Prices::connect);

  /** Makes the function; called by Lambda, once for each process. */
  public PriceOrder() {}

  @Override
  public Receipt handle(Order order, Context context) {
    return XraySubsegments.call("price order", () -> new Receipt(order.getId(), total(order)));
  }

  private long total(Order order) {
    List<CompletableFuture<Long>> each = order.getItems().stream()
        .map(item -> XrayFutures.supplyAsync(() -> prices.of(item), pool))
        .toList();
    return each.stream().mapToLong(CompletableFuture::join).sum();
  }
}
