// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.AsyncSegmentContext;
import io.github.xraysink.testkit.CapturingEmitter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** The code of the README. */
class QuickStartTest {

  @AfterEach
  void clear() {
    XrayLogGroups.clear();
    MDC.clear();
  }

  @Test
  void recorderOfTheSdks_tellsGroupsAndShowsIds() {
    CapturingEmitter emitter = new CapturingEmitter();
    // region: groups
    XrayLogGroups.set("/ecs/orders");
    // end region
    // region: sdk
    AWSXRayRecorder recorder = AWSXRayRecorderBuilder.standard()
        .withSegmentContextResolverChain(AsyncSegmentContext.resolverChain())
        .withSegmentListener(XrayMdc.create())
        .withSegmentListener(XrayLogGroups.listener())
        .build();
    // end region
    recorder.setEmitter(emitter);
    recorder.setSamplingStrategy(new AllSamplingStrategy());

    Segment segment = recorder.beginSegment("orders");
    String shown = MDC.get("traceId");
    recorder.endSegment();

    assertThat(shown).isEqualTo(segment.getTraceId().toString());
    assertThat(
            emitter.traces().entity("orders").json().at("/aws/cloudwatch_logs").toString())
        .isEqualTo("[{\"log_group\":\"/ecs/orders\"}]");
  }
}
