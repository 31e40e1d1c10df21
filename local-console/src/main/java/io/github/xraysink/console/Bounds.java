// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.time.Duration;

/**
 * How much a store keeps; whichever bound is reached first, the oldest received trace goes.
 *
 * @param maxTraces traces
 * @param maxBytes bytes of their documents
 * @param maxAge time since the first document of a trace came
 */
record Bounds(int maxTraces, long maxBytes, Duration maxAge) {}
