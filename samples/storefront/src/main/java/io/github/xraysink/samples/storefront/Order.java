// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

/**
 * What a customer wants.
 *
 * @param id made by the shop
 * @param item name of the thing
 * @param card the card to pay with: {@code declined} is
 */
record Order(String id, String item, String card) {}
