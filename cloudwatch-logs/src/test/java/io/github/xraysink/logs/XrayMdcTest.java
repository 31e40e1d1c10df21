// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.AsyncSegmentContext;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.testkit.CapturingEmitter;
import io.github.xraysink.testkit.XrayExtension;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.MDC;

/** The MDC follows the position. */
@Tag("logback")
@ExtendWith(XrayExtension.class)
class XrayMdcTest {

  private XrayMdc mdc;

  @BeforeEach
  void install() {
    MDC.clear();
    mdc = XrayMdc.install();
  }

  @AfterEach
  void uninstall() {
    mdc.uninstall();
    MDC.clear();
  }

  private static String traceId() {
    return MDC.get(XrayMdc.TRACE_ID);
  }

  private static String entityId() {
    return MDC.get(XrayMdc.ENTITY_ID);
  }

  @Test
  void keys_followThePosition(AWSXRayRecorder recorder) {
    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();

    Segment segment = recorder.beginSegment("orders");
    assertThat(traceId()).isEqualTo(segment.getTraceId().toString());
    assertThat(entityId()).isEqualTo(segment.getId());
    Subsegment subsegment = recorder.beginSubsegment("price");
    assertThat(traceId()).isEqualTo(segment.getTraceId().toString());
    assertThat(entityId()).isEqualTo(subsegment.getId());
    recorder.endSubsegment();
    assertThat(entityId()).isEqualTo(segment.getId());
    recorder.endSegment();

    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }

  @Test
  void segmentInsideAnother_givesTheOuterValueBack(AWSXRayRecorder recorder) {
    Segment outer = recorder.beginSegment("outer");
    Segment inner = recorder.beginSegment("inner");
    assertThat(traceId()).isEqualTo(inner.getTraceId().toString());
    recorder.endSegment();

    assertThat(traceId()).isEqualTo(outer.getTraceId().toString());
    assertThat(entityId()).isEqualTo(outer.getId());
    recorder.endSegment();
    assertThat(traceId()).isNull();
  }

  @Test
  void applicationsOwnValues_comeBackAndOthersStay(AWSXRayRecorder recorder) {
    MDC.put("traceId", "mine");
    MDC.put("language", "fr");

    Segment segment = recorder.beginSegment("orders");
    assertThat(MDC.getCopyOfContextMap())
        .containsEntry("language", "fr")
        .containsEntry("traceId", segment.getTraceId().toString());
    recorder.endSegment();

    assertThat(MDC.getCopyOfContextMap())
        .containsExactlyInAnyOrderEntriesOf(Map.of("traceId", "mine", "language", "fr"));
  }

  @Test
  void valuePutInsideATrace_standsWhileItLastsAndAfter(AWSXRayRecorder recorder) {
    recorder.beginSegment("orders");
    MDC.put("traceId", "mine");
    recorder.beginSubsegment("price");
    assertThat(traceId()).isEqualTo("mine");
    recorder.endSubsegment();
    recorder.endSegment();

    assertThat(traceId()).isEqualTo("mine");
  }

  @Test
  void handOver_setsAndClears_aroundWhatThePoolsThreadHad(AWSXRayRecorder recorder)
      throws Exception {
    ExecutorService bare = Executors.newSingleThreadExecutor();
    try {
      bare.submit(() -> MDC.put("traceId", "the pool's")).get();
      Segment segment = recorder.beginSegment("orders");
      String seen = XrayExecutors.propagating(bare).submit(XrayMdcTest::traceId).get();
      recorder.endSegment();
      Map<String, String> left = bare.submit(MDC::getCopyOfContextMap).get();

      assertThat(seen).isEqualTo(segment.getTraceId().toString());
      assertThat(left).isEqualTo(Map.of("traceId", "the pool's"));
    } finally {
      bare.shutdownNow();
    }
  }

  @Test
  void taskWithoutATrace_hidesTheThreadsOwn(AWSXRayRecorder recorder) {
    Segment segment = recorder.beginSegment("orders");
    TraceSnapshot.none().wrap(() -> assertThat(traceId()).isNull()).run();

    assertThat(traceId()).isEqualTo(segment.getTraceId().toString());
    recorder.endSegment();
  }

  @Test
  void recorderBuiltLater_isHeard() {
    CapturingEmitter emitter = new CapturingEmitter();
    try (Xraysink later = Xraysink.builder()
        .emitter(emitter)
        .samplingStrategy(new AllSamplingStrategy())
        .build()) {
      Segment segment = later.recorder().beginSegment("orders");
      assertThat(traceId()).isEqualTo(segment.getTraceId().toString());
      later.recorder().endSegment();
    }
    assertThat(traceId()).isNull();
  }

  @Test
  void sampledOnly_followsTheDecision(AWSXRayRecorder recorder) {
    XrayMdc sampledOnly = XrayMdc.builder().sampledOnly(true).install();
    try {
      Segment segment = recorder.beginSegment("orders");
      assertThat(traceId()).isEqualTo(segment.getTraceId().toString());
      segment.setSampled(false);
      assertThat(traceId()).isNull();
      recorder.endSegment();
    } finally {
      sampledOnly.uninstall();
    }
  }

  /** {@code mdcValueRepeatsKey}: the SDK's SLF4JSegmentListener. */
  @Test
  void value_isTheIdAndNothingElse(AWSXRayRecorder recorder) {
    recorder.beginSegment("orders");
    assertThat(traceId()).matches("1-[0-9a-f]{8}-[0-9a-f]{24}");
    recorder.endSegment();
  }

  @Test
  void dropInMode_takesItAsAListener() {
    AWSXRayRecorder recorder = AWSXRayRecorderBuilder.standard()
        .withEmitter(new CapturingEmitter())
        .withSamplingStrategy(new AllSamplingStrategy())
        .withSegmentContextResolverChain(AsyncSegmentContext.resolverChain())
        .withSegmentListener(mdc)
        .build();

    Segment segment = recorder.beginSegment("orders");
    assertThat(traceId()).isEqualTo(segment.getTraceId().toString());
    Subsegment subsegment = recorder.beginSubsegment("price");
    assertThat(entityId()).isEqualTo(subsegment.getId());
    recorder.endSubsegment();
    recorder.endSegment();

    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }

  @Test
  void sdksOwnContext_takesItAsAListener() {
    AWSXRayRecorder recorder = AWSXRayRecorderBuilder.standard()
        .withEmitter(new CapturingEmitter())
        .withSamplingStrategy(new AllSamplingStrategy())
        .withSegmentListener(XrayMdc.builder().traceIdKey("own").build())
        .build();

    Segment segment = recorder.beginSegment("orders");
    assertThat(MDC.get("own")).isEqualTo(segment.getTraceId().toString());
    recorder.beginSubsegment("price");
    recorder.endSubsegment();
    recorder.endSegment();

    assertThat(MDC.get("own")).isNull();
  }

  @Test
  void installedAgainAndAgain_isOneListener(AWSXRayRecorder recorder) {
    int before = recorder.getSegmentListeners().size();
    for (int i = 0; i < 3; i++) {
      mdc.uninstall();
      mdc = XrayMdc.install();
    }

    assertThat(recorder.getSegmentListeners()).hasSize(before);
  }

  @Test
  void anotherOneInstalled_takesItsPlace(AWSXRayRecorder recorder) {
    XrayMdc other = XrayMdc.builder().traceIdKey("other").install();
    try {
      Segment segment = recorder.beginSegment("orders");
      assertThat(traceId()).isNull();
      assertThat(MDC.get("other")).isEqualTo(segment.getTraceId().toString());
      recorder.endSegment();
    } finally {
      other.uninstall();
    }
    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }

  @Test
  void entityThatThrows_staysWithUs() {
    Entity hostile = (Entity) Proxy.newProxyInstance(
        getClass().getClassLoader(), new Class<?>[] {Entity.class}, (proxy, method, arguments) -> {
          throw new IllegalStateException("hostile " + method.getName());
        });

    assertThatCode(() -> mdc.onSetEntity(null, hostile)).doesNotThrowAnyException();
    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }

  /** One as the listener of the SDK's recorder, one from Logback's configuration. */
  @Test
  void twoWithTheSameKeys_neverTakeEachOthersValueForTheApplications() {
    XrayMdc listener = XrayMdc.create();
    Segment first = Segment.noOp(TraceID.create(), null);
    Segment second = Segment.noOp(TraceID.create(), null);
    MDC.put("traceId", "mine");

    listener.onSetEntity(null, first);
    XrayMdc.showInstalled(LogPosition.of(first));
    listener.onSetEntity(first, second);
    XrayMdc.showInstalled(LogPosition.of(second));
    assertThat(traceId()).isEqualTo(second.getTraceId().toString());
    XrayMdc.showInstalled(null);

    assertThat(traceId()).isEqualTo("mine");
  }

  @Test
  void uninstalled_goesWithTheNextMove(AWSXRayRecorder recorder) {
    recorder.beginSegment("orders");
    mdc.uninstall();
    recorder.beginSubsegment("price");

    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    recorder.endSubsegment();
    recorder.endSegment();
  }

  @Test
  void keysThatCannotBe_areRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> XrayMdc.builder().traceIdKey(" "))
        .withMessageContaining("traceIdKey is ' '");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> XrayMdc.builder().entityIdKey("traceId").build())
        .withMessageContaining("entityIdKey is 'traceId'");
  }
}
