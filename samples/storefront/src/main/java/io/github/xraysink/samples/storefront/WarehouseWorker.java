// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import com.amazonaws.xray.AWSXRay;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.lambda.XrayMessages;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.sqs.model.Message;

/** The other side of the queue: takes orders, packs them, and goes on in the trace of the order. */
@Component
class WarehouseWorker implements SmartLifecycle, Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(WarehouseWorker.class);
  /** A segment of the warehouse's for each message, in the trace that the message names. */
  private static final XrayMessages<Message> MESSAGES =
      XrayMessages.sqs("warehouse", Message::attributesAsStrings);

  private static final int PACKERS = 4;
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
    ExecutorService packers = Executors.newFixedThreadPool(PACKERS);
    try {
      while (isRunning()) {
        work(packers);
      }
    } finally {
      packers.shutdown();
    }
  }

  /** One look at the queue. Looking belongs to no order, so it is in no trace. */
  private void work(ExecutorService packers) {
    try {
      List<Message> received =
          XraySegments.callUntraced(() -> warehouse.receive(WAIT_SECONDS).join());
      Phaser packed = new Phaser(1);
      for (Message message : received) {
        packed.register();
        packers.execute(() -> {
          try {
            handle(message);
          } catch (CompletionException failed) {
            // It stays in the queue and comes again.
            LOG.warn("a message is not handled: {}", failed.getMessage());
          } finally {
            packed.arriveAndDeregister();
          }
        });
      }
      packed.arriveAndAwaitAdvance();
    } catch (CompletionException failed) {
      LOG.warn("the queue does not answer: {}", failed.getMessage());
    }
  }

  private void handle(Message message) {
    MESSAGES.process(message, this::pack);
  }

  private void pack(Message message) {
    String[] order = message.body().split("\\|", 2);
    AWSXRay.getCurrentSegmentOptional().ifPresent(at -> at.putAnnotation("order", order[0]));
    boolean packed = pack(order[0], order[1]);
    orders
        .update(order[0], packed ? OrderStatus.SHIPPED : OrderStatus.BROKEN)
        .thenCompose(updated -> warehouse.delete(message))
        .toCompletableFuture()
        .join();
    if (packed) {
      payments.due(order[0]);
    }
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
}
