// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

/**
 * What was measured once.
 *
 * @param cpuNanos CPU time of the measuring threads per operation
 * @param clockNanos time on the clock per operation, on one thread
 * @param bytes allocated per operation, by all threads of the JVM
 */
record Sample(double cpuNanos, double clockNanos, double bytes) {}
