// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.emit.EntityView;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/** Law 16, with the runtime's concurrent mode simulated through its own thread-local. */
@SuppressWarnings("deprecation") // setTraceEntity is what interceptors call
class LambdaInvocationsTest {

  private static final String A =
      "Root=1-5759e988-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=aaaaaaaaaaaaaaaa;Sampled=1";
  private static final String B =
      "Root=1-5759e988-bbbbbbbbbbbbbbbbbbbbbbbb;Parent=bbbbbbbbbbbbbbbb;Sampled=1";

  private final Collected emitted = new Collected();
  private final Xraysink xraysink = Xraysink.builder()
      .serviceName("fn")
      .emitter(emitted)
      .samplingStrategy(new AllSamplingStrategy())
      .lambda(LambdaMode.ON)
      .build();
  private final AWSXRayRecorder recorder = xraysink.recorder();

  @AfterEach
  void clean() {
    SdkInternalThreadLocal.clear();
    System.clearProperty(LambdaHeader.PROPERTY);
    assertThat(recorder.getTraceEntity()).isNull();
    xraysink.close();
  }

  private static void invocation(String header) {
    SdkInternalThreadLocal.put(LambdaHeader.CONCURRENT, header);
  }

  @Test
  void subsegments_areSentBelowTheInvocation() {
    invocation(A);

    recorder.beginSubsegment("work");
    recorder.beginSubsegment("inner");
    recorder.endSubsegment();
    recorder.endSubsegment();

    EntityView sent = emitted.only();
    assertThat(sent.segment()).isFalse();
    assertThat(sent.traceId()).isEqualTo("1-5759e988-aaaaaaaaaaaaaaaaaaaaaaaa");
    assertThat(sent.parentId()).isEqualTo("aaaaaaaaaaaaaaaa");
    assertThat(sent.children()).hasSize(1);
  }

  @Test
  void beginSegment_becomesASubsegment() {
    invocation(A);

    recorder.beginSegment("job");
    recorder.beginSubsegment("step");
    recorder.endSubsegment();
    recorder.endSegment();

    EntityView sent = emitted.only();
    assertThat(sent.segment()).isFalse();
    assertThat(sent.parentId()).isEqualTo("aaaaaaaaaaaaaaaa");
    assertThat(sent.traceId()).endsWith("aaaa");
  }

  @Test
  void property_isReadWhereTheRuntimeSetsIt() {
    System.setProperty(LambdaHeader.PROPERTY, B);

    recorder.beginSubsegment("work");
    recorder.endSubsegment();

    assertThat(emitted.only().parentId()).isEqualTo("bbbbbbbbbbbbbbbb");
  }

  @Test
  void nextInvocation_doesNotSeeWhatTheLastOneLeftOpen() {
    invocation(A);
    recorder.beginSubsegment("leaked");

    invocation(B);
    recorder.beginSubsegment("work");
    recorder.endSubsegment();

    assertThat(emitted.only().parentId()).isEqualTo("bbbbbbbbbbbbbbbb");
  }

  @Test
  void sharedPool_worksForTheInvocationThatSubmitted() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      invocation(A);
      // The worker is made now and inherits A's map by reference, for ever.
      pool.submit(() -> {}).get();
      TraceSnapshot ofA = TraceSnapshot.capture(recorder);
      Thread handlerOfB = new Thread(() -> {
        SdkInternalThreadLocal.clear();
        invocation(B);
        TraceSnapshot ofB = TraceSnapshot.capture();
        try {
          Future<?> done = pool.submit(ofB.wrap(() -> step("b")));
          done.get();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      });
      handlerOfB.start();
      handlerOfB.join();
      pool.submit(ofA.wrap(() -> step("a"))).get();
    } finally {
      pool.shutdownNow();
    }

    assertThat(emitted.named("a").traceId()).endsWith("aaaa");
    assertThat(emitted.named("b").traceId()).endsWith("bbbb");
  }

  private void step(String name) {
    recorder.beginSubsegment(name);
    recorder.endSubsegment();
  }

  @Test
  void explicitlySetEntity_isKeptOnAnotherThread() throws Exception {
    invocation(A);
    Subsegment parent = recorder.beginSubsegment("parent");
    Thread worker = new Thread(() -> {
      SdkInternalThreadLocal.clear();
      invocation(B);
      recorder.setTraceEntity(parent);
      step("child");
      recorder.clearTraceEntity();
    });
    worker.start();
    worker.join();
    recorder.endSubsegment();

    assertThat(emitted.named("child").parentId()).isEqualTo(parent.getId());
  }

  @Test
  void passThrough_givesTheSdksNoOpAndInventsNothing() {
    invocation("Root=1-5759e988-cccccccccccccccccccccccc;Lineage=a87bd80c:1");

    Subsegment subsegment = recorder.beginSubsegment("work");
    Segment segment = subsegment.getParentSegment();
    recorder.endSubsegment();

    assertThat(segment.getClass().getSimpleName()).isEqualTo("NoOpSegment");
    assertThat(segment.getTraceId().toString()).isEqualTo("1-5759e988-cccccccccccccccccccccccc");
    assertThat(emitted.documents()).isEmpty();
  }

  @Test
  void currentEntity_isTheInvocationIfItsHeaderNamesATrace() {
    assertThat(Xraysink.currentEntity()).as("no header: nothing invented").isEmpty();

    invocation(A);

    assertThat(Xraysink.currentEntity()).hasValueSatisfying(entity -> {
      assertThat(entity.getId()).isEqualTo("aaaaaaaaaaaaaaaa");
      assertThat(entity.getParentSegment().getTraceId().toString()).endsWith("aaaa");
    });
  }

  @Test
  void unsampled_sendsNothing() {
    invocation(A.replace("Sampled=1", "Sampled=0"));

    recorder.beginSegment("job");
    recorder.beginSubsegment("work");
    recorder.endSubsegment();
    recorder.endSegment();

    assertThat(emitted.documents()).isEmpty();
  }

  @Test
  void childEndingAfterItsParentWasSent_arrives() {
    invocation(A);
    Subsegment parent = recorder.beginSubsegment("parent");
    Subsegment child = recorder.beginSubsegment("child");
    parent.close();
    child.close();

    assertThat(emitted.names()).containsExactly("parent", "child");
    assertThat(emitted.named("child").inProgress()).isFalse();
  }

  @Test
  void noHeader_runsQuietly() {
    recorder.beginSubsegment("work");
    recorder.endSubsegment();
    XraySegments.run("job", () -> {});

    assertThat(emitted.documents()).isEmpty();
  }
}
