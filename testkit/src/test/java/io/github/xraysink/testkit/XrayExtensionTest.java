// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import io.github.xraysink.context.TraceScope;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.Xraysink;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;

class XrayExtensionTest {

  private static Map<String, TestExecutionResult> run(Class<?> examples) {
    return TestRuns.run(examples).entrySet().stream()
        .collect(Collectors.toMap(entry -> entry.getKey().getName(), Map.Entry::getValue));
  }

  private static Throwable failure(Map<String, TestExecutionResult> results, String test) {
    assertThat(results.get(test).getStatus()).isEqualTo(TestExecutionResult.Status.FAILED);
    return results.get(test).getThrowable().orElseThrow();
  }

  @Test
  void cleanTest_passesAndGetsWhatItAsksFor() {
    assertThat(run(Clean.class))
        .hasSize(2)
        .allSatisfy((name, result) -> assertThat(result.getStatus())
            .as(name + " " + result.getThrowable())
            .isEqualTo(TestExecutionResult.Status.SUCCESSFUL));
  }

  @Test
  void misbehavingTest_failsWithTheReason() {
    Map<String, TestExecutionResult> results = run(Misbehaving.class);

    assertThat(failure(results, "leakedScope")).hasMessageContaining("A scope was not closed");
    assertThat(failure(results, "dirtyThread"))
        .hasMessageContaining("left a position")
        .hasMessageContaining("forgotten");
    assertThat(failure(results, "duplicateId")).hasMessageContaining("nothing sent twice");
    assertThat(failure(results, "invalidDocument")).hasMessageContaining("only valid documents");
    assertThat(failure(results, "outOfOrder")).hasMessageContaining("scope around it was closed");
    assertThat(failure(results, "ownFailure"))
        .isInstanceOf(IllegalStateException.class)
        .satisfies(own -> assertThat(own.getSuppressed()).hasSize(1));
    assertThat(results).hasSize(6);
  }

  @Test
  void leakedScope_isReportedWithTheStackOfItsOpener() {
    Throwable failure = failure(run(Misbehaving.class), "leakedScope");

    assertThat(failure.getCause().getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("leakedScope"));
  }

  @Test
  void afterMisbehavingTests_theThreadIsClean() {
    run(Misbehaving.class);

    assertThat(TraceSnapshot.capture().traceId()).isEmpty();
  }

  @Test
  void checks_canBeTurnedOff() {
    assertThat(run(Lenient.class))
        .hasSize(6)
        .allSatisfy((name, result) -> assertThat(
                result.getThrowable().map(Throwable::getMessage).orElse("passed"))
            .isEqualTo(name.equals("ownFailure") ? "own" : "passed"));
  }

  @ExtendWith(XrayExtension.class)
  static class Clean {
    @Test
    void tracesOneRequest(AWSXRayRecorder recorder, CapturedTraces traces, Xraysink xraysink) {
      try (Segment segment = recorder.beginSegment("request")) {
        segment.putAnnotation("order", 7);
        recorder.beginSubsegment("work");
        recorder.endSubsegment();
      }

      assertThat(xraysink.recorder()).isSameAs(recorder);
      XrayAssertions.assertThat(traces).hasOneTrace().hasEntities(2).sentEachEntityOnce();
      XrayAssertions.assertThat(traces)
          .entity("request")
          .isSegment()
          .hasNoParent()
          .hasNoFault()
          .hasAnnotation("order", 7)
          .hasChildren("work");
    }

    @Test
    void startsEmpty(CapturedTraces traces, CapturingEmitter emitter) {
      XrayAssertions.assertThat(traces).isEmpty();
      assertThat(emitter.count()).isZero();
    }
  }

  abstract static class Misdeeds {
    @Test
    void leakedScope() {
      TraceScope leaked = TraceSnapshot.none().restore();
      assertThat(leaked).isNotNull();
    }

    @Test
    void outOfOrder() {
      TraceScope outer = TraceSnapshot.none().restore();
      TraceScope inner = TraceSnapshot.none().restore();
      outer.close();
      inner.close();
    }

    @Test
    void dirtyThread(AWSXRayRecorder recorder) {
      recorder.beginSegment("forgotten");
    }

    @Test
    void duplicateId(CapturingEmitter emitter) {
      sendWithSdk(emitter, "twice", 2);
    }

    @Test
    void invalidDocument(CapturingEmitter emitter) {
      sendWithSdk(emitter, "bad?*;name$", 1);
    }

    @Test
    void ownFailure(AWSXRayRecorder recorder) {
      recorder.beginSegment("forgotten");
      throw new IllegalStateException("own");
    }

    /** The SDK's own entities can be sent as they are, as often as one likes. */
    private static void sendWithSdk(CapturingEmitter emitter, String name, int times) {
      AWSXRayRecorder recorder =
          new SdkContext().recorder(RecorderParts.of(emitter)).recorder();
      Segment segment = recorder.beginSegment(name);
      recorder.clearTraceEntity();
      segment.end();
      for (int i = 0; i < times; i++) {
        emitter.sendSegment(segment);
      }
    }
  }

  @ExtendWith(XrayExtension.class)
  static class Misbehaving extends Misdeeds {}

  static class Lenient extends Misdeeds {
    @RegisterExtension
    final XrayExtension xray = XrayExtension.builder()
        .allowLeakedScopes()
        .allowDirtyThread()
        .allowInvalidDocuments()
        .allowDuplicates()
        .build();
  }

  @Test
  void global_isSetDuringTheTestOnly() {
    AWSXRayRecorder before = AWSXRay.getGlobalRecorder();

    assertThat(run(Global.class).get("isGlobal").getThrowable()).isEmpty();
    assertThat(AWSXRay.getGlobalRecorder()).isSameAs(before);
  }

  static class Global {
    @RegisterExtension
    final XrayExtension xray = XrayExtension.builder()
        .global()
        .recorder(builder -> builder.serviceName("orders"))
        .build();

    @Test
    void isGlobal(AWSXRayRecorder recorder, CapturedTraces traces) {
      Entity segment = AWSXRay.beginSegment("orders");
      AWSXRay.endSegment();

      assertThat(segment.getCreator()).isSameAs(recorder);
      XrayAssertions.assertThat(traces).hasSegments("orders");
    }
  }
}
