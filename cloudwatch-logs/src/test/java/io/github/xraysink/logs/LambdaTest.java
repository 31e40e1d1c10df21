// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.LambdaMode;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.testkit.CapturingEmitter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On Lambda the invocation is a position, known by the header the runtime gives. */
@Tag("logback")
class LambdaTest {

  private static final String HEADER = "com.amazonaws.xray.traceHeader";
  private static final String A = "1-5759e988-aaaaaaaaaaaaaaaaaaaaaaaa";
  private static final String B = "1-5759e988-bbbbbbbbbbbbbbbbbbbbbbbb";

  @RegisterExtension
  final LogbackExtension logback = new LogbackExtension();

  private final CapturingEmitter emitter = new CapturingEmitter();
  private final Xraysink xraysink = Xraysink.builder()
      .emitter(emitter)
      .samplingStrategy(new AllSamplingStrategy())
      .lambda(LambdaMode.ON)
      .build();

  @AfterEach
  void clear() {
    System.clearProperty(HEADER);
    XrayLogGroups.clear();
    xraysink.close();
  }

  private static void invocation(String traceId) {
    System.setProperty(HEADER, "Root=" + traceId + ";Parent=53995c3f42cd8ad8;Sampled=1");
  }

  @Test
  void handlerThatHasBegunNothing_logsItsInvocation() {
    logback.configure("<contextListener class='io.github.xraysink.logs.XrayMdcContextListener'/>"
        + LogbackExtension.words()
        + LogbackExtension.collecting(
            "LINES", "%xrayTraceId{none} %X{traceId:-none} %xrayEntityId{-}")
        + LogbackExtension.root("LINES"));

    logback.log.info("no header");
    invocation(A);
    logback.log.info("line");
    invocation(B);
    logback.log.info("line");
    System.clearProperty(HEADER);
    logback.log.info("no header");

    assertThat(logback.lines())
        .containsExactly(
            "none none -",
            A + " " + A + " 53995c3f42cd8ad8",
            B + " " + B + " 53995c3f42cd8ad8",
            "none none -");
  }

  @Test
  void unitsInAHandler_hangBelowTheInvocation() {
    logback.pattern("%xrayTraceId{none} %xrayParentId{-} %xrayService{function}");
    AWSXRayRecorder recorder = xraysink.recorder();
    invocation(A);

    recorder.beginSubsegment("price");
    logback.log.info("line");
    recorder.endSubsegment();

    assertThat(logback.lines()).containsExactly(A + " 53995c3f42cd8ad8 function");
  }

  @Test
  void logGroups_areLambdasToTell() {
    XrayLogGroups.set("/mine");
    AWSXRayRecorder recorder = xraysink.recorder();
    invocation(A);

    recorder.beginSegment("job");
    recorder.endSegment();

    assertThat(emitter.traces().entity("job").json().at("/aws").has("cloudwatch_logs"))
        .isFalse();
  }
}
