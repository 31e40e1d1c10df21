// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks.boot;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.jakarta.servlet.AWSXRayServletFilter;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import org.springframework.context.annotation.Bean;

/** What an application with the X-Ray SDK declares; no component, so that nobody else finds it. */
class SdkFilter {

  @Bean
  AWSXRayServletFilter tracingFilter() {
    AWSXRay.setGlobalRecorder(AWSXRayRecorderBuilder.standard()
        .withSamplingStrategy(new AllSamplingStrategy())
        .build());
    return new AWSXRayServletFilter("hello");
  }
}
