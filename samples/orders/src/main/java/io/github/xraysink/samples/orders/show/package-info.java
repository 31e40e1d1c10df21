/**
 * What is around the job in {@code ./demo --compare}: a daemon to send to, the check of what it
 * received, and the picture of it.
 */
@NullMarked
package io.github.xraysink.samples.orders.show;

import org.jspecify.annotations.NullMarked;
