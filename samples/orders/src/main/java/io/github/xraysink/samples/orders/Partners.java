// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The systems an order desk talks to, all of them pretended: each takes some milliseconds. */
final class Partners {

  /** What the bank says of a card it does not like. */
  static final class PaymentDeclined extends RuntimeException {
    private static final long serialVersionUID = 1;

    PaymentDeclined(String reason) {
      super(reason);
    }
  }

  /** Takes its time on the calling thread. */
  void work(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Asks a carrier for its price; answers on a thread of its own, as the clients of remote services
   * do.
   */
  CompletableFuture<Integer> quote(String carrier, long millis) {
    Executor network = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
    return CompletableFuture.supplyAsync(carrier::length, network);
  }

  /** Looks for wrapping paper. */
  String findPaper() {
    work(6);
    return "tissue paper";
  }

  /** Refuses, after a while. */
  void chargeCard() {
    work(12);
    throw new PaymentDeclined("card expired");
  }

  /** Fails as code does whose library was left out of the deployment. */
  void redeemVoucher() {
    work(4);
    throw new NoClassDefFoundError("shop/vouchers/VoucherCodec");
  }

  /** A service that took the question and never answers. */
  CompletableFuture<Integer> fraudScore() {
    return new CompletableFuture<>();
  }
}
