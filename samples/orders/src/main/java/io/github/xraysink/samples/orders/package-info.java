/**
 * An order desk that works asynchronously in the ways services do, and the two ways it is traced:
 * {@link io.github.xraysink.samples.orders.OrderJob} is the same in both.
 */
@NullMarked
package io.github.xraysink.samples.orders;

import org.jspecify.annotations.NullMarked;
