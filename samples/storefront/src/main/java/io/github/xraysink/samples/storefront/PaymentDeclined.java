// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

/** The bank says no. */
final class PaymentDeclined extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PaymentDeclined(String orderId) {
    super("payment of order " + orderId + " was declined");
  }
}
