// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

/** How far an order is. */
enum OrderStatus {
  /** Accepted, and nothing more is known. */
  PLACED,
  /** Priced, reserved, authorised, stored, and told to the warehouse. */
  CONFIRMED,
  /** The card was declined. The end. */
  DECLINED,
  /** Something in the shop failed. The end. */
  FAILED,
  /** On its way. */
  SHIPPED,
  /** The warehouse could not pack it. The end. */
  BROKEN,
  /** Paid. The end. */
  SETTLED
}
