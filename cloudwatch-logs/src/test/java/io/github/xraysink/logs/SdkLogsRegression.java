// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.listeners.SegmentListener;
import com.amazonaws.xray.slf4j.SLF4JSegmentListener;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.testkit.CapturingEmitter;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.MDC;

/** Faults of the SDK's recorder with its SLF4JSegmentListener, and what ours does there. */
@Tag("logback")
class SdkLogsRegression {

  private static final String SDK_KEY = "AWS-XRAY-TRACE-ID";

  @RegisterExtension
  final LogbackExtension logback = new LogbackExtension();

  private final AWSXRayRecorder sdk = sdkWith(new SLF4JSegmentListener());
  private final Xraysink xraysink = Xraysink.builder()
      .emitter(new CapturingEmitter())
      .samplingStrategy(new AllSamplingStrategy())
      .build();
  private final AWSXRayRecorder ours = xraysink.recorder();
  private final ExecutorService worker = Executors.newSingleThreadExecutor();
  private XrayMdc mdc;

  private static AWSXRayRecorder sdkWith(SegmentListener listener) {
    return AWSXRayRecorderBuilder.standard()
        .withEmitter(new CapturingEmitter())
        .withSamplingStrategy(new AllSamplingStrategy())
        .withSegmentListener(listener)
        .build();
  }

  @BeforeEach
  void install() {
    mdc = XrayMdc.install();
  }

  @AfterEach
  void clean() {
    worker.shutdownNow();
    mdc.uninstall();
    sdk.clearTraceEntity();
    xraysink.close();
  }

  @Test
  void mdcValueRepeatsKey() {
    Segment theirs = sdk.beginSegment("orders");
    assertThat(MDC.get(SDK_KEY))
        .isEqualTo("AWS-XRAY-TRACE-ID: " + theirs.getTraceId() + "@" + theirs.getId());
    sdk.endSegment();

    Segment segment = ours.beginSegment("orders");
    assertThat(MDC.get(XrayMdc.TRACE_ID)).isEqualTo(segment.getTraceId().toString());
    ours.endSegment();
  }

  @Test
  void unsampledStillLogged() {
    Segment theirs = sdk.beginSegment("orders");
    theirs.setSampled(false);
    assertThat(MDC.get(SDK_KEY)).as("although it will not be sent").isNotNull();
    sdk.endSegment();

    XrayMdc sampledOnly = XrayMdc.builder().sampledOnly(true).install();
    logback.pattern("%awsXrayTraceId{none} %xraySampled");
    Segment segment = ours.beginSegment("orders");
    segment.setSampled(false);
    logback.log.info("line");
    assertThat(MDC.get(XrayMdc.TRACE_ID)).isNull();
    assertThat(logback.lines()).containsExactly("none false");
    ours.endSegment();
    sampledOnly.uninstall();
  }

  @Test
  void restoreLeavesMdc() throws Exception {
    Segment theirs = sdk.beginSegment("orders");
    worker.submit(() -> theirs.run(() -> {}, sdk)).get();
    assertThat(worker.submit(() -> MDC.get(SDK_KEY)).get()).as("after the task").isNotNull();
    sdk.endSegment();

    Segment segment = ours.beginSegment("orders");
    worker.submit(() -> segment.run(() -> {}, ours)).get();
    assertThat(worker.submit(() -> MDC.get(XrayMdc.TRACE_ID)).get()).isNull();
    ours.endSegment();
  }

  @Test
  void lateChildKeepsThreadDirty() {
    Segment theirs = sdk.beginSegment("orders");
    sdk.beginSubsegment("late");
    theirs.end();
    sdk.endSubsegment();
    assertThat(MDC.get(SDK_KEY)).as("after the last one has ended").isNotNull();

    Segment segment = ours.beginSegment("orders");
    ours.beginSubsegment("late");
    segment.close();
    ours.endSubsegment();
    assertThat(MDC.get(XrayMdc.TRACE_ID)).isNull();
  }

  /** What most people write first: asks where the printing thread is. */
  public static final class AskingConverter extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
      Entity entity = AWSXRay.getTraceEntity();
      return entity == null ? "blind" : entity.getParentSegment().getTraceId().toString();
    }
  }

  @Test
  void asyncAppenderBlind() {
    AWSXRayRecorder before = AWSXRay.getGlobalRecorder();
    AWSXRay.setGlobalRecorder(ours);
    try {
      String attribute =
          System.getProperty("logback.expected").startsWith("1.3") ? "converterClass" : "class";
      logback.configure(LogbackExtension.words()
          + "<conversionRule conversionWord='asking' " + attribute + "='"
          + AskingConverter.class.getName() + "'/>"
          + LogbackExtension.collecting("LINES", "%asking %xrayTraceId{none}")
          + LogbackExtension.async("LATER", "LINES")
          + LogbackExtension.root("LATER"));
      Segment segment = ours.beginSegment("orders");
      logback.log.info("line");
      ours.endSegment();
      logback.drain();

      assertThat(logback.lines()).containsExactly("blind " + segment.getTraceId());
    } finally {
      AWSXRay.setGlobalRecorder(before);
    }
  }
}
