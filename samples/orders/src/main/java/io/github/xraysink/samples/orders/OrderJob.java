// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders;

import io.github.xraysink.samples.orders.Partners.PaymentDeclined;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A morning at an order desk: six requests, each with an asynchronous difficulty of its own, and a
 * periodic task.
 *
 * <p>{@link #run} may be called once; {@link #close} stops the threads that were made for it.
 */
public final class OrderJob implements AutoCloseable {

  /** How many runs of the periodic task there are. */
  public static final int SWEEPS = 3;

  private static final long SWEEP_EVERY_MILLIS = 30;
  private static final long PATIENCE_SECONDS = 20;

  private final Tracing tracing;
  private final Partners partners = new Partners();
  private final ExecutorService pool = Executors.newFixedThreadPool(4);
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final CountDownLatch sweeps = new CountDownLatch(SWEEPS);

  /** A job that {@code tracing} traces. */
  public OrderJob(Tracing tracing) {
    this.tracing = tracing;
  }

  /**
   * Answers all requests and waits for what goes on after them, except for the one question that is
   * never answered.
   *
   * @throws Exception if something of it has failed, or has not ended after twenty seconds
   */
  public void run() throws Exception {
    Future<?> sweeping = placeOrder();
    quoteShipping();
    pay();
    CompletableFuture<Void> mail = confirm();
    CompletableFuture<Void> statistics = ship();
    Future<Integer> score = checkFraud();

    CompletableFuture.allOf(mail, statistics).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (!sweeps.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the periodic task did not run " + SWEEPS + " times");
    }
    sweeping.cancel(false);
    if (score.isDone()) {
      throw new IllegalStateException("the fraud service answered, which it never does");
    }
  }

  /** Fan-out on a pool and on virtual threads, and a chain of futures. */
  private Future<?> placeOrder() {
    return tracing.request("orders", "place order", () -> {
      // As happens: the first request that needs it starts it.
      Future<?> sweeping = startSweeping();
      tracing.step("validate", () -> partners.work(5));
      tracing.step("reserve stock", () -> inParallel(pool, "reserve", "tea", "kettle", "cups"));
      tracing.step("wrap gift", this::wrapGift);
      VirtualThreads.executor()
          .ifPresent(threads -> tracing.step("label parcels", () -> labelParcels(threads)));
      return sweeping;
    });
  }

  private void inParallel(Executor executor, String verb, String... things) {
    Executor carrying = tracing.carrying(executor);
    List<CompletableFuture<Void>> tasks = new ArrayList<>();
    for (String thing : things) {
      Runnable task =
          () -> tracing.step(verb + " " + thing, () -> partners.work(4L * thing.length()));
      tasks.add(CompletableFuture.runAsync(task, carrying));
    }
    join(tasks);
  }

  private void labelParcels(ExecutorService threads) {
    inParallel(threads, "label", "box", "tube");
    threads.shutdown();
  }

  private void wrapGift() {
    tracing
        .supplyAsync(partners::findPaper, pool)
        .thenAcceptAsync(
            paper -> tracing.step("print card", () -> partners.work(paper.length())),
            tracing.forStages(pool))
        .join();
  }

  /** Three calls under way at once, begun by one thread and ended by others. */
  private void quoteShipping() {
    tracing.request(
        "orders",
        "quote shipping",
        () -> join(List.of(
            tracing.stepAsync("ask airline", () -> partners.quote("airline", 15)),
            tracing.stepAsync("ask railway", () -> partners.quote("railway", 40)),
            tracing.stepAsync("ask shipping line", () -> partners.quote("shipping line", 60)))));
  }

  /** Steps that fail, by an exception and by an error, in a request that does not. */
  private void pay() {
    tracing.request("orders", "pay", () -> {
      try {
        tracing.step("redeem voucher", partners::redeemVoucher);
      } catch (LinkageError noVouchersToday) {
        payByCard();
      }
    });
  }

  private void payByCard() {
    try {
      tracing.step("charge card", partners::chargeCard);
    } catch (PaymentDeclined declined) {
      tracing.step("debit account", () -> partners.work(8));
    }
  }

  /** A step that begins in the request and ends after the request has been answered. */
  private CompletableFuture<Void> confirm() {
    CompletableFuture<Void> answered = new CompletableFuture<>();
    CompletableFuture<Void> begun = new CompletableFuture<>();
    Runnable send = () -> {
      begun.complete(null);
      answered.join();
      partners.work(40);
    };
    CompletableFuture<Void> mail = tracing.request("orders", "confirm", () -> {
      Executor carrying = tracing.carrying(pool);
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> tracing.step("send mail", send), carrying);
      begun.join();
      partners.work(10);
      return sending;
    });
    answered.complete(null);
    return mail;
  }

  /** A step that only begins after the request has been answered. */
  private CompletableFuture<Void> ship() {
    CompletableFuture<Void> answered = new CompletableFuture<>();
    Runnable update = () -> {
      answered.join();
      tracing.step("update statistics", () -> partners.work(15));
    };
    CompletableFuture<Void> statistics = tracing.request("orders", "ship", () -> {
      tracing.step("print waybill", () -> partners.work(10));
      return CompletableFuture.runAsync(update, tracing.carrying(pool));
    });
    answered.complete(null);
    return statistics;
  }

  /** A step that never ends: nobody waits for the score, and it never comes. */
  private Future<Integer> checkFraud() {
    return tracing.request("orders", "check fraud", () -> {
      tracing.step("look up customer", () -> partners.work(6));
      return tracing.stepAsync("ask for score", partners::fraudScore);
    });
  }

  /** A periodic task, started from inside a request and none of that request's business. */
  private Future<?> startSweeping() {
    Runnable sweep = () -> {
      if (sweeps.getCount() > 0) {
        tracing.request("carts", "sweep", this::deleteAbandonedCarts);
        sweeps.countDown();
      }
    };
    return tracing
        .carrying(scheduler)
        .scheduleAtFixedRate(sweep, SWEEP_EVERY_MILLIS, SWEEP_EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void deleteAbandonedCarts() {
    tracing.step("delete abandoned", () -> partners.work(6));
  }

  private static void join(List<? extends CompletableFuture<?>> all) {
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
  }

  @Override
  public void close() {
    pool.shutdownNow();
    scheduler.shutdownNow();
  }
}
