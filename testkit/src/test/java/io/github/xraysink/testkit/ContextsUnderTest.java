// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.strategy.IgnoreErrorContextMissingStrategy;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;

final class ContextsUnderTest {
  private ContextsUnderTest() {}

  static AWSXRayRecorder sdkRecorder(CapturingEmitter emitter) {
    return AWSXRayRecorderBuilder.standard()
        .withEmitter(emitter)
        .withSamplingStrategy(new AllSamplingStrategy())
        .withContextMissingStrategy(new IgnoreErrorContextMissingStrategy())
        .build();
  }
}
