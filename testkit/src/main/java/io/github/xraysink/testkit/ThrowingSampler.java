// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import com.amazonaws.xray.strategy.sampling.SamplingResponse;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;

/** Throws whatever it is asked. */
final class ThrowingSampler implements SamplingStrategy {

  private final Throwable thrown;

  ThrowingSampler(Throwable thrown) {
    this.thrown = thrown;
  }

  @Override
  public SamplingResponse shouldTrace(SamplingRequest request) {
    LawsBase.sneak(thrown);
    return new SamplingResponse(true);
  }

  @Override
  public boolean isForcedSamplingSupported() {
    LawsBase.sneak(thrown);
    return true;
  }

  @Override
  public void shutdown() {
    LawsBase.sneak(thrown);
  }
}
