// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.strategy.sampling.DefaultSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import io.github.xraysink.internal.Guard;

/**
 * The SDK's sampling strategy around a checkpoint: what it counted and was allowed belongs to the
 * process that was recorded, and its pollers must not run while that is done. So a new one takes
 * its place. Strategies that users give are theirs to look after.
 */
final class SdkSampler {

  private SdkSampler() {}

  static void beforeCheckpoint(AWSXRayRecorder recorder) {
    SamplingStrategy used = recorder.getSamplingStrategy();
    if (used.getClass() == DefaultSamplingStrategy.class) {
      recorder.setSamplingStrategy(new DefaultSamplingStrategy());
      Guard.run("stop the sampling strategy", used::shutdown);
    }
  }
}
