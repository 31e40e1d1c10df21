// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import com.amazonaws.xray.strategy.sampling.SamplingResponse;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import java.util.concurrent.atomic.AtomicInteger;

/** Decides always the same, and counts how often it was asked. */
public final class CountingSampler implements SamplingStrategy {

  private final boolean sampled;
  private final AtomicInteger asked = new AtomicInteger();

  public CountingSampler(boolean sampled) {
    this.sampled = sampled;
  }

  @Override
  public SamplingResponse shouldTrace(SamplingRequest request) {
    asked.incrementAndGet();
    return new SamplingResponse(sampled, "counted");
  }

  @Override
  public boolean isForcedSamplingSupported() {
    return false;
  }

  /** How often, so far. */
  public int asked() {
    return asked.get();
  }
}
