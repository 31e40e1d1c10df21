// SPDX-License-Identifier: Apache-2.0
/** What tracing costs, measured on the same work for us and for our peers. */
@org.jspecify.annotations.NullMarked
package io.github.xraysink.benchmarks;
