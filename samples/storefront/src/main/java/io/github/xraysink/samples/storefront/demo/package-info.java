// SPDX-License-Identifier: Apache-2.0
/** What {@code ./demo} does with the shop: places orders, and holds their traces to what was done. */
@NullMarked
package io.github.xraysink.samples.storefront.demo;

import org.jspecify.annotations.NullMarked;
