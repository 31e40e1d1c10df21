// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

/** What an order costs. Lambda makes JSON of it, for which it wants getters. */
public final class Receipt {

  private final String id;
  private final long cents;

  Receipt(String id, long cents) {
    this.id = id;
    this.cents = cents;
  }

  /** The number of the order. */
  public String getId() {
    return id;
  }

  /** The price of all items together. */
  public long getCents() {
    return cents;
  }
}
