// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.listeners.SegmentListener;
import io.github.xraysink.emit.BoundedEmitter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * The laws of a segment context, as tests: extend, and name the context.
 *
 * <p>Each test is named after the law it checks; {@link Checks} says in which situation.
 */
public abstract class ContextLaws extends HandOverLaws {

  /** For subclasses. */
  protected ContextLaws() {}

  // --- 16 ---

  private static final String LAMBDA_HEADER = "AWS_LAMBDA_X_TRACE_ID";
  private static final String TRACE_A = "1-5759e988-bd862e3fe1be46a994272793";
  private static final String TRACE_B = "1-5759e988-bd862e3fe1be46a994272794";
  private static final String PARENT_A = "53995c3f42cd8ad8";
  private static final String PARENT_B = "53995c3f42cd8ad9";

  private static String header(String trace, String parent) {
    return "Root=" + trace + ";Parent=" + parent + ";Sampled=1";
  }

  @AfterEach
  final void leaveLambda() {
    SdkInternalThreadLocal.clear();
  }

  private void asInvocation(String header, Runnable handler) {
    SdkInternalThreadLocal.put(LAMBDA_HEADER, header);
    try {
      handler.run();
    } finally {
      SdkInternalThreadLocal.remove(LAMBDA_HEADER);
    }
  }

  @Test
  @Checks(value = Law.LAMBDA, when = "beginSegment and beginSubsegment in a handler")
  void law16_segment_becomesASubsegment() {
    needs(Ability.LAMBDA);
    use(RecorderParts.of(emitter).onLambda());

    asInvocation(header(TRACE_A, PARENT_A), () -> {
      recorder().beginSegment("handler");
      recorder().beginSubsegment("work");
      recorder().endSubsegment();
      recorder().endSegment();
    });

    assertTraces().hasSegments().hasEntities(2).sentEachEntityOnce().hasOnlyValidDocuments();
    assertTraces().entity("handler").isSubsegment().isInTrace(TRACE_A).hasParentId(PARENT_A);
    assertTraces().entity("work").isChildOf("handler");
    assertThat(current()).isNull();
  }

  @Test
  @Checks(value = Law.LAMBDA, when = "two concurrent invocations share a pool")
  void law16_concurrentInvocations_neverMix() {
    needs(Ability.LAMBDA);
    use(RecorderParts.of(emitter).onLambda());
    ExecutorService shared = propagating(pool(1));
    ExecutorService handlers = pool(1);
    asInvocation(header(TRACE_A, PARENT_A), () -> handle("a", shared));
    on(handlers, () -> asInvocation(header(TRACE_B, PARENT_B), () -> handle("b", shared)));

    assertTraces().hasTraces(2).hasEntities(4).sentEachEntityOnce();
    assertTraces().entity("task of a").isChildOf("a").isInTrace(TRACE_A);
    assertTraces().entity("task of b").isChildOf("b").isInTrace(TRACE_B);
  }

  private void handle(String name, ExecutorService pool) {
    Subsegment handler = recorder().beginSubsegment(name);
    on(pool, () -> {
      recorder().beginSubsegment("task of " + name);
      recorder().endSubsegment();
    });
    recorder().endSubsegment(handler);
    recorder().clearTraceEntity();
  }

  @Test
  @Checks(value = Law.LAMBDA, when = "a child on a worker ends after its parent was sent")
  void law16_lateChild_isSentComplete() {
    needs(Ability.LAMBDA);
    use(RecorderParts.of(emitter).onLambda());
    List<Subsegment> late = new ArrayList<>();

    asInvocation(header(TRACE_A, PARENT_A), () -> {
      Subsegment handler = recorder().beginSubsegment("handler");
      Runnable task = wrap(() -> late.add(recorder().beginSubsegment("late")));
      on(pool(1), task);
      recorder().endSubsegment(handler);
      recorder().clearTraceEntity();
    });
    recorder().endSubsegment(late.get(0));

    assertTraces().sentEachEntityOnce().hasEntities(2).entity("late").isChildOf("handler");
  }

  @Test
  @Checks(value = Law.LAMBDA, when = "a header without parent and decision")
  void law16_passThrough_inventsNothing() {
    needs(Ability.LAMBDA);
    use(RecorderParts.of(emitter).onLambda());

    asInvocation("Root=" + TRACE_A + ";Lineage=1:a:0", () -> {
      Subsegment handler = recorder().beginSubsegment("handler");
      assertThat(handler.isSampled()).isFalse();
      recorder().endSubsegment();
    });

    assertTraces().isEmpty();
    assertThat(current()).isNull();
  }

  // --- 17 ---

  @Test
  @Checks(value = Law.VALID_DOCUMENTS, when = "names X-Ray does not take")
  void law17_names_areMadeValid() {
    recorder().beginSegment("bad?*;name$");
    recorder().beginSubsegment("x".repeat(250));
    recorder().endSubsegment();
    recorder().endSegment();

    assertTraces().hasEntities(2).hasOnlyValidDocuments();
  }

  /** A value that is loaded when it is looked at, which is too late. */
  public static final class Lazy {
    public String getValue() {
      throw new IllegalStateException("session closed");
    }
  }

  @Test
  @Checks(value = Law.VALID_DOCUMENTS, when = "metadata that cannot be written")
  void law17_valueThatCannotBeWritten_costsOnlyItself() {
    Segment request = recorder().beginSegment("request");
    request.putMetadata("lazy", new Lazy());
    recorder().beginSubsegment("child");
    recorder().endSubsegment();
    recorder().endSegment();

    assertTraces().hasEntities(2).sentEachEntityOnce().hasOnlyValidDocuments();
  }

  @Test
  @Checks(value = Law.VALID_DOCUMENTS, when = "a tree far larger than a document may be")
  void law17_hugeTree_isSplitAndArrivesWhole() {
    CapturingTransport transport = new CapturingTransport();
    try (BoundedEmitter bounded = BoundedEmitter.builder().transport(transport).build()) {
      use(RecorderParts.of(bounded));
      recorder().beginSegment("request");
      for (int depth = 0; depth < 90; depth++) {
        Subsegment deep = recorder().beginSubsegment("deep");
        deep.putMetadata("filling", "x".repeat(depth == 89 ? 70_000 : 1_000));
      }
      for (int depth = 0; depth < 90; depth++) {
        recorder().endSubsegment();
      }
      recorder().endSegment();
      assertThat(bounded.flush(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
    }

    XrayAssertions.assertThat(transport.traces()).hasOneTrace().hasEntities(91);
    XrayAssertions.assertThat(transport.traces()).sentEachEntityOnce();
    for (CapturedDocument document : transport.documents()) {
      SegmentDocuments.assertValid(document.text());
    }
  }

  // --- 18 ---

  @Test
  @Checks(value = Law.OFF_IS_OFF, when = "everything is used on a recorder that is turned off")
  void law18_off_recordsAndStartsNothing() {
    needs(Ability.OFF);
    Set<Thread> before = ourThreads();
    MissingContexts missing = new MissingContexts();
    CountingSampler sampler = new CountingSampler(true);
    use(RecorderParts.of(emitter).sampling(sampler).missing(missing).disabled());
    List<String> ran = new ArrayList<>();

    recorder().beginSegmentWithSampling("request");
    recorder().createSubsegment("work", () -> ran.add("work"));
    on(pool(1), wrap(() -> ran.add("task")));
    assertThat(current()).isNull();
    recorder().endSubsegment();
    recorder().endSegment();

    assertThat(ran).containsExactly("work", "task");
    assertTraces().isEmpty();
    assertThat(sampler.asked()).isZero();
    assertThat(missing.count()).isZero();
    assertThat(before).containsAll(ourThreads());
  }

  private static Set<Thread> ourThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("xraysink"))
        .collect(Collectors.toSet());
  }

  // --- 19 ---

  @Test
  @Checks(value = Law.APPLICATION_FIRST, when = "a body throws an Error")
  void law19_create_passesTheSameInstanceOnAndRecordsIt() {
    needs(Ability.CREATE);
    AssertionError thrown = new AssertionError("of the application");

    Throwable caught = catchThrowable(() -> recorder()
        .createSegment(
            "request",
            () -> recorder().createSubsegment("work", () -> {
              throw thrown;
            })));

    assertThat(caught).isSameAs(thrown);
    assertTraces().sentEachEntityOnce();
    assertTraces().entity("work").hasFault().hasExceptions(AssertionError.class);
    assertTraces().entity("request").hasFault();
    assertThat(current()).isNull();
  }

  @Test
  @Checks(value = Law.APPLICATION_FIRST, when = "a body leaves a subsegment open")
  void law19_create_endsWhatItBegan() {
    needs(Ability.CREATE);
    recorder().beginSegment("request");
    List<Subsegment> left = new ArrayList<>();

    String result = recorder().createSubsegment("work", () -> {
      left.add(recorder().beginSubsegment("left open"));
      return "result";
    });

    assertThat(result).isEqualTo("result");
    assertThat(current()).isSameAs(recorder().getCurrentSegment());
    assertThat(left.get(0).isInProgress()).isTrue();
    left.get(0).close();
    recorder().endSegment();
    assertTraces().sentEachEntityOnce().hasEntities(3);
  }

  @Test
  @Checks(value = Law.APPLICATION_FIRST, when = "a wrapped task throws")
  void law19_wrapped_passesTheSameInstanceOn() {
    recorder().beginSegment("request");
    for (Throwable thrown :
        List.of(new IllegalStateException(), new AssertionError(), new IOException())) {
      Runnable task = wrap(() -> sneak(thrown));
      assertThat(on(pool(1), () -> catchThrowable(task::run))).isSameAs(thrown);
    }
    recorder().endSegment();
  }

  @Test
  @Checks(
      value = Law.APPLICATION_FIRST,
      when = "a listener waits for another thread that works on the same segment")
  void law19_noLockIsHeld_whileListenersRun() {
    ExecutorService pool = pool(1);
    List<Subsegment> others = new ArrayList<>();
    SegmentListener waiting = new SegmentListener() {
      @Override
      public void beforeEndSubsegment(Subsegment subsegment) {
        if (subsegment.getName().equals("first")) {
          on(pool, () -> recorder().endSubsegment(others.get(0)));
        }
      }

      @Override
      public void beforeEndSegment(Segment segment) {
        on(pool, () -> {
          moveTo(segment);
          recorder().beginSubsegment("begun meanwhile");
          recorder().endSubsegment();
          recorder().clearTraceEntity();
        });
      }
    };
    use(RecorderParts.of(emitter).listener(waiting));
    Segment request = recorder().beginSegment("request");
    others.add(recorder().beginSubsegment("second"));
    moveTo(request);
    recorder().beginSubsegment("first");
    recorder().endSubsegment();
    recorder().endSegment();

    assertTraces().sentEachEntityOnce().entity("request");
    assertTraces().hasSubsegments("first", "second", "begun meanwhile");
  }

  // --- 20 ---

  @Test
  @Checks(value = Law.BOUNDED, when = "more entities stay open than may be held")
  void law20_openEntities_areBounded() {
    needs(Ability.BOUNDED_OPEN);
    use(RecorderParts.of(emitter).maxOpen(10));
    List<Segment> open = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      open.add(recorder().beginSegment("open"));
      recorder().clearTraceEntity();
    }

    Awaitility.await()
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
        .until(() -> traces().inProgress().size() >= 40);

    open.forEach(Segment::close);
    assertTraces().hasEntities(50).sentEachEntityOnce();
  }

  @Test
  @Checks(value = Law.BOUNDED, when = "closing while a thousand entities are open")
  void law20_close_takesBoundedTime() {
    needs(Ability.CLOSE);
    for (int i = 0; i < 1_000; i++) {
      recorder().beginSegment("open");
      recorder().clearTraceEntity();
    }
    Instant before = Instant.now();

    assertThatCode(main()::close).doesNotThrowAnyException();

    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
    assertTraces().hasEntities(1_000);
  }
}
