// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.emitters.Emitter;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.logs.XrayMdc;
import io.github.xraysink.testkit.CapturingEmitter;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class LogsTest {

  private final CapturingEmitter emitter = new CapturingEmitter();
  private final ApplicationContextRunner contexts = Contexts.plain()
      .withBean(Emitter.class, () -> emitter)
      .withPropertyValues("xraysink.sampling.mode=all");

  @Test
  void mdc_hasTheIdsOfTheTraceAndNothingAfterwards() {
    contexts.run(context -> {
      XraySegments.run(
          "request",
          () -> assertThat(MDC.get(XrayMdc.TRACE_ID))
              .isEqualTo(TraceSnapshot.capture().traceId().orElseThrow()));
      assertThat(MDC.get(XrayMdc.TRACE_ID)).isNull();
    });
  }

  @Test
  void logGroups_areToldWithEachSegmentWhileTheContextIsThere() {
    contexts
        .withPropertyValues("xraysink.log-groups=/ecs/shop,/ecs/jobs")
        .run(context -> XraySegments.run("with", () -> {}));
    contexts.run(context -> XraySegments.run("without", () -> {}));

    assertThat(emitter.traces().entity("with").json().at("/aws/cloudwatch_logs"))
        .extracting(group -> group.path("log_group").asText())
        .containsExactlyInAnyOrder("/ecs/shop", "/ecs/jobs");
    assertThat(
            emitter.traces().entity("without").json().at("/aws/cloudwatch_logs").size())
        .isZero();
  }

  @Test
  void logGroups_areRefusedWithoutTheModuleThatTellsThem() {
    contexts
        .withClassLoader(new FilteredClassLoader("io.github.xraysink.logs"))
        .withPropertyValues("xraysink.log-groups=/ecs/shop")
        .run(context -> assertThat(context)
            .getFailure()
            .rootCause()
            .hasMessageContaining("xraysink.log-groups")
            .hasMessageContaining("io.github.xraysink:xraysink-logs"));
  }
}
