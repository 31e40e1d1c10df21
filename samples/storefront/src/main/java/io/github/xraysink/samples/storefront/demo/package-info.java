// SPDX-License-Identifier: Apache-2.0
/** What {@code ./demo} does with the shop: places orders, and judges their traces. */
@NullMarked
package io.github.xraysink.samples.storefront.demo;

import org.jspecify.annotations.NullMarked;
