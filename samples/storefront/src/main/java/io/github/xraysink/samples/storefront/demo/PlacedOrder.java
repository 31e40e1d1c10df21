// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront.demo;

/**
 * An order the shop has taken.
 *
 * @param kind what it should go through
 */
record PlacedOrder(Kind kind, String id, String traceId) {}
