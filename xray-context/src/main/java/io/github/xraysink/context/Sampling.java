// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import com.amazonaws.xray.strategy.sampling.SamplingResponse;
import io.github.xraysink.internal.Guard;
import org.jspecify.annotations.Nullable;

/** Asks a recorder's sampling strategy, which may be anybody's code. */
final class Sampling {

  private Sampling() {}

  /** The strategy's decision; not sampled if it throws or answers nothing. */
  static SamplingResponse ask(
      AWSXRayRecorder recorder,
      @Nullable String service,
      @Nullable String host,
      @Nullable String path,
      @Nullable String method) {
    SamplingResponse response = Guard.call(
        "ask the sampling strategy",
        null,
        () -> recorder
            .getSamplingStrategy()
            .shouldTrace(new SamplingRequest(service, host, path, method, recorder.getOrigin())));
    return response == null ? new SamplingResponse(false) : response;
  }

  /** Whether an unsampled segment may be switched on before it ends. */
  static boolean canBeForced(AWSXRayRecorder recorder) {
    return Guard.call(
        "ask the sampling strategy",
        false,
        () -> recorder.getSamplingStrategy().isForcedSamplingSupported());
  }
}
