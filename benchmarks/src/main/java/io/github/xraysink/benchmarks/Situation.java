// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

/** What a thread is in while something is measured. */
public enum Situation {
  /** In a root that is recorded. */
  SAMPLED,
  /** In a root the sampler said no to. */
  UNSAMPLED,
  /** In no root at all. */
  NOTHING,
  /** Tracing is there, and turned off: a no-op tracer, or a no-op segment. */
  OFF
}
