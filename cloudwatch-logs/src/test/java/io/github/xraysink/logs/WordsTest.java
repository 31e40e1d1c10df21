// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.ThreadLocalStorage;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.NoSamplingStrategy;
import io.github.xraysink.context.AsyncSegmentContext;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.testkit.CapturingEmitter;
import io.github.xraysink.testkit.XrayExtension;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The pattern words, on whichever Logback is on the class path. */
@Tag("logback")
@ExtendWith(XrayExtension.class)
class WordsTest {

  private static final String ALL =
      "%xrayTraceId{none} %xrayEntityId{-} %xrayParentId{-} %xraySampled{?} %xrayService{nobody}";
  private static final String ZEROS = "1-00000000-000000000000000000000000";

  @RegisterExtension
  final LogbackExtension logback = new LogbackExtension();

  @Test
  void outsideATrace_wordsPrintTheirDefaults() {
    logback.pattern(ALL + "|%xrayTraceId|%awsXrayTraceId{none}");

    logback.log.info("line");

    assertThat(logback.lines()).containsExactly("none - - ? nobody||none");
  }

  @Test
  void conversionRule_isAnotherWay(AWSXRayRecorder recorder) {
    String attribute =
        System.getProperty("logback.expected").startsWith("1.3") ? "converterClass" : "class";
    logback.configure("<conversionRule conversionWord='trace' " + attribute
        + "='io.github.xraysink.logs.XrayTraceIdConverter'/>"
        + LogbackExtension.collecting("LINES", "%trace{none}")
        + LogbackExtension.root("LINES"));

    Segment segment = recorder.beginSegment("orders");
    logback.log.info("line");
    recorder.endSegment();
    logback.log.info("line");

    assertThat(logback.lines()).containsExactly(segment.getTraceId().toString(), "none");
  }

  @Test
  void inASegment_wordsPrintItsIds(AWSXRayRecorder recorder) {
    logback.pattern(ALL);

    Segment segment = recorder.beginSegment("orders desk");
    logback.log.info("line");
    recorder.endSegment();

    assertThat(logback.lines())
        .containsExactly(segment.getTraceId() + " " + segment.getId() + " - true orders desk");
  }

  @Test
  void inASubsegment_parentIsWhatEnclosesIt(AWSXRayRecorder recorder) {
    logback.pattern(ALL);

    Segment segment = recorder.beginSegment("orders");
    Subsegment subsegment = recorder.beginSubsegment("price");
    logback.log.info("in");
    recorder.endSubsegment();
    logback.log.info("out");
    recorder.endSegment();
    logback.log.info("after");

    assertThat(logback.lines())
        .containsExactly(
            segment.getTraceId() + " " + subsegment.getId() + " " + segment.getId()
                + " true orders",
            segment.getTraceId() + " " + segment.getId() + " - true orders",
            "none - - ? nobody");
  }

  @Test
  void continuedSegment_parentIsTheCaller(AWSXRayRecorder recorder) {
    logback.pattern("%xrayTraceId %xrayParentId{-}");

    recorder.beginSegment(
        "orders", TraceID.fromString("1-5759e988-bd862e3fe1be46a994272793"), "53995c3f42cd8ad8");
    logback.log.info("line");
    recorder.endSegment();

    assertThat(logback.lines())
        .containsExactly("1-5759e988-bd862e3fe1be46a994272793 53995c3f42cd8ad8");
  }

  @Test
  void remotePosition_hasIdsButNoServiceOfOurs() {
    logback.pattern(ALL);

    TraceSnapshot.fromHeader(
            "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")
        .wrap(() -> logback.log.info("line"))
        .run();

    assertThat(logback.lines())
        .containsExactly("1-5759e988-bd862e3fe1be46a994272793 53995c3f42cd8ad8 - true nobody");
  }

  @Test
  void awsXrayTraceId_isTheSdksText(AWSXRayRecorder recorder) {
    logback.pattern("[%awsXrayTraceId]");

    Segment segment = recorder.beginSegment("orders");
    logback.log.info("sampled");
    segment.setSampled(false);
    logback.log.info("not sampled");
    recorder.endSegment();

    assertThat(logback.lines())
        .containsExactly(
            "[AWS-XRAY-TRACE-ID: " + segment.getTraceId() + "@" + segment.getId() + "]", "[]");
  }

  @Test
  void samplingChangedAfterBegin_isSeenAtOnce(AWSXRayRecorder recorder) {
    logback.pattern("%xraySampled");

    Segment segment = recorder.beginSegment("orders");
    logback.log.info("line");
    segment.setSampled(false);
    logback.log.info("line");
    recorder.endSegment();

    assertThat(logback.lines()).containsExactly("true", "false");
  }

  @Test
  void unsampledTrace_hasAnIdOfItsOwn(AWSXRayRecorder recorder) {
    logback.pattern("%xrayTraceId{none} %xraySampled{?}");

    Segment segment = recorder.beginNoOpSegment();
    logback.log.info("line");
    recorder.endSegment();

    assertThat(logback.lines()).containsExactly(segment.getTraceId() + " false");
    assertThat(logback.lines().toString()).doesNotContain(ZEROS);
  }

  @Test
  void wrappedWorker_hasTheSubmittersIdsAndTheNextTaskNone(AWSXRayRecorder recorder)
      throws Exception {
    logback.pattern("%xrayTraceId{none} %msg");
    ExecutorService bare = Executors.newSingleThreadExecutor();
    ExecutorService pool = XrayExecutors.propagating(bare);
    try {
      Segment segment = recorder.beginSegment("orders");
      pool.submit(() -> logback.log.info("task")).get();
      recorder.endSegment();
      bare.submit(() -> logback.log.info("next")).get();
      String left = bare.submit(() -> MDC.get(PositionText.KEY)).get();

      assertThat(logback.lines()).containsExactly(segment.getTraceId() + " task", "none next");
      assertThat(left).isNull();
    } finally {
      bare.shutdownNow();
    }
  }

  @Test
  void threadThatLoggedInATask_keepsNothingOfOurs(AWSXRayRecorder recorder) throws Exception {
    logback.pattern("%xrayTraceId{none}");
    ExecutorService bare = Executors.newSingleThreadExecutor();
    try {
      recorder.beginSegment("orders");
      XrayExecutors.propagating(bare).submit(() -> logback.log.info("task")).get();
      recorder.endSegment();

      assertThat(bare.submit(MDC::getCopyOfContextMap).get()).isNullOrEmpty();
    } finally {
      bare.shutdownNow();
    }
  }

  @Test
  void mdcClearedByTheApplication_doesNotMatter(AWSXRayRecorder recorder) {
    logback.pattern("%xrayTraceId{none} %X{user:-gone}");

    Segment segment = recorder.beginSegment("orders");
    MDC.put("user", "ann");
    logback.log.info("line");
    MDC.clear();
    logback.log.info("line");
    recorder.endSegment();

    assertThat(logback.lines())
        .containsExactly(segment.getTraceId() + " ann", segment.getTraceId() + " gone");
  }

  @Test
  void foreignTraceIdInTheMdc_isNotTakenForOurs(AWSXRayRecorder recorder) {
    logback.pattern("%xrayTraceId{none} %X{traceId}");
    MDC.put("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");

    logback.log.info("line");
    Segment segment = recorder.beginSegment("orders");
    logback.log.info("line");
    recorder.endSegment();

    assertThat(logback.lines())
        .containsExactly(
            "none 4bf92f3577b34da6a3ce929d0e0e4736",
            segment.getTraceId() + " 4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @Test
  void lineBelowItsLevel_thatAnotherFilterLetsThrough_isNotStale(AWSXRayRecorder recorder) {
    logback.configure("<turboFilter class='ch.qos.logback.classic.turbo.MDCFilter'>"
        + "<MDCKey>debug</MDCKey><Value>on</Value><OnMatch>ACCEPT</OnMatch></turboFilter>"
        + LogbackExtension.words()
        + LogbackExtension.collecting("LINES", "%level %xrayTraceId{none}")
        + LogbackExtension.root("LINES"));
    MDC.put("debug", "on");

    Segment segment = recorder.beginSegment("orders");
    logback.log.debug("line");
    recorder.endSegment();
    logback.log.debug("line");

    assertThat(logback.lines()).containsExactly("DEBUG " + segment.getTraceId(), "DEBUG none");
  }

  @Test
  void fluentLogging_hasTheIds(AWSXRayRecorder recorder) {
    logback.pattern("%xrayTraceId{none} %msg");

    Segment segment = recorder.beginSegment("orders");
    logback.log.atInfo().addKeyValue("a", 1).log("fluent");
    recorder.endSegment();
    logback.log.atInfo().log("after");

    assertThat(logback.lines()).containsExactly(segment.getTraceId() + " fluent", "none after");
  }

  @Test
  void reconfiguration_keepsWordsWorking(AWSXRayRecorder recorder) {
    logback.pattern("%xrayTraceId{none}");
    logback.pattern("%xrayTraceId{none} again");

    Segment segment = recorder.beginSegment("orders");
    logback.log.info("line");
    recorder.endSegment();

    assertThat(logback.lines()).containsExactly(segment.getTraceId() + " again");
    assertThat(logback.context().getTurboFilterList()).hasSize(1);
  }

  @Test
  void dropInMode_hasTheIds() {
    logback.pattern(ALL);
    AWSXRayRecorder recorder = AWSXRayRecorderBuilder.standard()
        .withEmitter(new CapturingEmitter())
        .withSamplingStrategy(new AllSamplingStrategy())
        .withSegmentContextResolverChain(AsyncSegmentContext.resolverChain())
        .build();

    Segment segment = recorder.beginSegment("orders");
    Subsegment subsegment = recorder.beginSubsegment("price");
    logback.log.info("line");
    recorder.endSubsegment();
    recorder.endSegment();
    logback.log.info("line");

    assertThat(logback.lines())
        .containsExactly(
            segment.getTraceId() + " " + subsegment.getId() + " " + segment.getId()
                + " true orders",
            "none - - ? nobody");
  }

  @Test
  void sdksOwnContext_hasTheIdsAndNoStaleOnes() throws Exception {
    logback.pattern("%xrayTraceId{none} %xrayEntityId{-} %xrayParentId{-} %msg");
    AWSXRayRecorder recorder = sdkRecorder();
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Segment segment = recorder.beginSegment("orders");
      Subsegment subsegment = recorder.beginSubsegment("price");
      logback.log.info("caller");
      // The SDK's way to another thread, which puts back "nothing" without telling listeners.
      pool.submit(() -> segment.run(() -> logback.log.info("worker"))).get();
      pool.submit(() -> logback.log.info("next")).get();
      recorder.endSubsegment();
      recorder.endSegment();
      logback.log.info("after");

      String trace = segment.getTraceId().toString();
      assertThat(logback.lines())
          .containsExactly(
              trace + " " + subsegment.getId() + " " + segment.getId() + " caller",
              trace + " " + segment.getId() + " - worker",
              "none - - next",
              "none - - after");
    } finally {
      pool.shutdownNow();
      recorder.clearTraceEntity();
    }
  }

  /** {@code lateChildKeepsThreadDirty}: ThreadLocalSegmentContext.endSubsegment. */
  @Test
  void sdksOwnContext_endedEntityLeftOnTheThread_isNotPrinted() {
    logback.pattern("%xrayTraceId{none} %msg");
    AWSXRayRecorder recorder = sdkRecorder();
    try {
      Segment segment = recorder.beginSegment("orders");
      recorder.beginSubsegment("late");
      segment.end();
      recorder.endSubsegment();
      assertThat(recorder.getTraceEntity()).as("what the SDK leaves").isNotNull();

      logback.log.info("unrelated");

      assertThat(logback.lines()).containsExactly("none unrelated");
    } finally {
      recorder.clearTraceEntity();
    }
  }

  /** What a broken recorder leads to: a line without ids, and nothing else. */
  @Test
  @SuppressWarnings("deprecation") // where the SDK's contexts keep the position
  void positionThatThrows_costsTheIdsOnly() {
    logback.pattern("%xrayTraceId{none} %msg");
    ThreadLocalStorage.set((Entity) Proxy.newProxyInstance(
        getClass().getClassLoader(), new Class<?>[] {Entity.class}, (proxy, method, arguments) -> {
          throw new IllegalStateException("hostile " + method.getName());
        }));
    try {
      assertThatCode(() -> logback.log.info("line")).doesNotThrowAnyException();
    } finally {
      ThreadLocalStorage.clear();
    }

    assertThat(logback.lines()).containsExactly("none line");
  }

  @Test
  void turnedOff_wordsPrintTheirDefaults() {
    logback.pattern(ALL);
    try (Xraysink off = Xraysink.builder().enabled(false).build()) {
      off.recorder().beginSegment("orders");
      off.recorder().beginSubsegment("price");
      logback.log.info("line");
      off.recorder().endSubsegment();
      off.recorder().endSegment();
    }

    assertThat(logback.lines()).containsExactly("none - - ? nobody");
  }

  @Test
  void sdksUnsampledSegment_hasNoZeros() {
    logback.pattern("%xrayTraceId{none}");
    AWSXRayRecorder recorder = AWSXRayRecorderBuilder.standard()
        .withEmitter(new CapturingEmitter())
        .withSamplingStrategy(new NoSamplingStrategy())
        .build();

    recorder.beginNoOpSegment();
    logback.log.info("line");
    recorder.endSegment();

    assertThat(logback.lines()).containsExactly("none");
  }

  private static AWSXRayRecorder sdkRecorder() {
    return AWSXRayRecorderBuilder.standard()
        .withEmitter(new CapturingEmitter())
        .withSamplingStrategy(new AllSamplingStrategy())
        .build();
  }

  @Test
  void eventOfNoKnownKind_printsDefaults() {
    logback.pattern("%xrayTraceId{none}");
    XrayTraceIdConverter word = new XrayTraceIdConverter();
    word.setOptionList(List.of("none"));
    word.setContext(logback.context());
    word.start();
    LoggingEvent event =
        new LoggingEvent(
            "fqcn", (Logger) LoggerFactory.getLogger("x"), Level.INFO, "m", null, new Object[0]) {
          @Override
          public Map<String, String> getMDCPropertyMap() {
            throw new IllegalStateException("no MDC");
          }
        };

    assertThatCode(() -> assertThat(word.convert(event)).isEqualTo("none"))
        .doesNotThrowAnyException();
  }

  @Test
  void valueOfSomebodyElse_underOurKey_printsDefaults() {
    for (String odd : List.of("", "@", "a@b", "a@b c", "no ids at all", "@ 1 - x")) {
      for (PositionText.Part part : PositionText.Part.values()) {
        assertThat(PositionText.read(odd, part)).as(odd).isNull();
      }
    }
  }
}
