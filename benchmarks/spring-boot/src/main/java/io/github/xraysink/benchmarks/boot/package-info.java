// SPDX-License-Identifier: Apache-2.0
/** An application whose start is measured. */
@org.jspecify.annotations.NullMarked
package io.github.xraysink.benchmarks.boot;
