// SPDX-License-Identifier: Apache-2.0
/** A small shop whose orders go through threads, DynamoDB and a queue, and stay one trace each. */
@NullMarked
package io.github.xraysink.samples.storefront;

import org.jspecify.annotations.NullMarked;
