/**
 * Trace positions and how they travel: executors, futures, snapshots, headers, and the front door
 * {@code Xraysink}.
 */
@NullMarked
package io.github.xraysink.context;

import org.jspecify.annotations.NullMarked;
