// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.lambda.XrayLambda;
import io.github.xraysink.lambda.XrayRequestHandler;
import java.util.Map;

/** Tells whether the sampler is still the one of the init phase. */
public final class Restored implements XrayRequestHandler<Map<String, Object>, String> {

  private static final Xraysink XRAYSINK =
      Xraysink.builder().serviceName("restored").install();

  private static final SamplingStrategy AT_INIT =
      XrayLambda.init("init", () -> XRAYSINK.recorder().getSamplingStrategy());

  @Override
  public String handle(Map<String, Object> event, Context context) {
    return XraySubsegments.call(
        "work",
        () -> AWSXRay.getGlobalRecorder().getSamplingStrategy() == AT_INIT ? "same" : "fresh");
  }
}
