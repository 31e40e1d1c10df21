// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import com.amazonaws.xray.AWSXRay;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** The other side of the queue: takes orders, packs them, and goes on in the trace of the order. */
@Component
class WarehouseWorker implements SmartLifecycle, Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(WarehouseWorker.class);
  private static final int WAIT_SECONDS = 1;
  private static final long END_MILLIS = 10_000;

  private final Warehouse warehouse;
  private final Orders orders;
  private final Payments payments;
  private volatile @Nullable Thread thread;

  WarehouseWorker(Warehouse warehouse, Orders orders, Payments payments) {
    this.warehouse = warehouse;
    this.orders = orders;
    this.payments = payments;
  }

  @Override
  public void start() {
    XraySegments.untraced(() -> {
      orders.createTable();
      warehouse.createQueue();
    });
    Thread worker = new Thread(this, "warehouse");
    thread = worker;
    worker.start();
  }

  /** Lets it finish what it has taken. */
  @Override
  public void stop() {
    Thread worker = thread;
    thread = null;
    try {
      if (worker != null) {
        worker.join(END_MILLIS);
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  @Override
  public void run() {
    while (isRunning()) {
      try {
        // To look for work belongs to no order.
        List<Message> messages =
            XraySegments.callUntraced(() -> warehouse.receive(WAIT_SECONDS).join());
        List<? extends CompletionStage<?>> under = messages.stream().map(this::handle).toList();
        under.forEach(stage -> stage.toCompletableFuture().join());
      } catch (CompletionException failed) {
        LOG.warn("the queue does not answer: {}", failed.getMessage());
      }
    }
  }

  /** One message: a segment of the warehouse's in the trace that the message names. */
  private CompletionStage<?> handle(Message message) {
    String header = message.attributes().get(MessageSystemAttributeName.AWS_TRACE_HEADER);
    return XraySegments.continuing(header)
        .callAsync("warehouse", () -> pack(message))
        .handle((packed, thrown) -> packed);
  }

  private CompletionStage<?> pack(Message message) {
    String[] order = message.body().split("\\|", 2);
    AWSXRay.getCurrentSegment().putAnnotation("order", order[0]);
    boolean packed = pack(order[0], order[1]);
    return orders
        .update(order[0], packed ? OrderStatus.SHIPPED : OrderStatus.BROKEN)
        .thenCompose(updated -> warehouse.delete(message))
        .thenRun(() -> shipped(order[0], packed));
  }

  private static boolean pack(String id, String item) {
    try {
      return XraySubsegments.call("pack", () -> {
        Partner.think();
        if (item.contains("porcelain")) {
          throw new IllegalStateException(item + " broke while order " + id + " was packed");
        }
        LOG.info("order {} is packed", id);
        return true;
      });
    } catch (IllegalStateException broken) {
      LOG.warn("order {} is not packed: {}", id, broken.getMessage());
      return false;
    }
  }

  private void shipped(String id, boolean packed) {
    if (packed) {
      payments.due(id);
    }
  }
}
