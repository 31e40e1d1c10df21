// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.StreamingStrategy;
import io.github.xraysink.context.TraceScope;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XraySegments;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a hook, name, key, value, exception or header does, the application gets the same
 * results, exceptions, threads and interrupt flags as without tracing, and its threads are clean:
 * extend, and name the context.
 */
public abstract class HostileLaws extends LawsBase {

  /** For subclasses. */
  protected HostileLaws() {}

  /**
   * What hooks throw: one that is expected, one that should not be, one that nobody catches by
   * habit.
   */
  static Stream<Throwable> thrown() {
    return Stream.of(
        new IllegalStateException("of a hook"),
        new AssertionError("of a hook"),
        new NoClassDefFoundError("of a hook"));
  }

  /**
   * A small application that uses everything a hook can hear of; checks that it notices nothing.
   */
  private void assertApplicationUnharmed() {
    ExecutorService pool = pool(1);
    recorder().beginSegmentWithSampling("request");
    assertSameResultAndThread(pool);
    assertSameException();
    assertInterruptFlagsKept(pool);
    Subsegment late = recorder().beginSubsegment("late");
    moveTo(recorder().getCurrentSegment());
    recorder().endSegment();
    late.close();

    assertThat(current()).isNull();
    assertThat(on(pool, this::current)).isNull();
  }

  private void assertSameResultAndThread(ExecutorService pool) {
    Object result = new Object();
    AtomicReference<Thread> ranOn = new AtomicReference<>();
    contextUnderTest().inSubsegment(recorder(), "unit", () -> ranOn.set(Thread.currentThread()));
    Future<Object> task = propagating(pool).submit(() -> {
      recorder().beginSubsegment("task");
      recorder().endSubsegment();
      return result;
    });

    assertThat(ranOn).hasValue(Thread.currentThread());
    assertThat(join(task)).isSameAs(result);
  }

  private void assertSameException() {
    IllegalArgumentException own = new IllegalArgumentException("of the application");
    Runnable failing = () -> contextUnderTest().inSubsegment(recorder(), "failing", () -> {
      throw own;
    });

    assertThat(catchThrowable(failing::run)).isSameAs(own);
    assertThat(catchThrowable(() -> wrap(failing).run())).isSameAs(own);
  }

  private void assertInterruptFlagsKept(ExecutorService pool) {
    Thread.currentThread().interrupt();
    contextUnderTest().inSubsegment(recorder(), "interrupted", () -> {});
    assertThat(Thread.interrupted()).isTrue();

    Runnable task = wrap(() -> contextUnderTest().inSubsegment(recorder(), "calm", () -> {}));
    assertThat(on(pool, () -> {
          task.run();
          return Thread.interrupted();
        }))
        .isFalse();
  }

  @ParameterizedTest
  @MethodSource("thrown")
  @Checks(value = Law.APPLICATION_FIRST, when = "an emitter that throws at every call")
  void emitter_thatThrows_harmsNobody(Throwable thrown) {
    use(RecorderParts.of(new ThrowingEmitter(thrown)));

    assertApplicationUnharmed();
  }

  private static final class ThrowingEmitter extends Emitter {
    private final Throwable thrown;

    ThrowingEmitter(Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    public boolean sendSegment(Segment segment) {
      sneak(thrown);
      return false;
    }

    @Override
    public boolean sendSubsegment(Subsegment subsegment) {
      sneak(thrown);
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("thrown")
  @Checks(value = Law.APPLICATION_FIRST, when = "a listener that throws at every call")
  void listener_thatThrows_harmsNobody(Throwable thrown) {
    needs(Ability.GUARDED_HOOKS);
    use(RecorderParts.of(emitter).listener(new ThrowingListener(thrown)));

    assertApplicationUnharmed();

    assertTraces().hasSegments("request").sentEachEntityOnce().hasOnlyValidDocuments();
  }

  @ParameterizedTest
  @MethodSource("thrown")
  @Checks(value = Law.APPLICATION_FIRST, when = "a sampler that throws at every call")
  void sampler_thatThrows_harmsNobody(Throwable thrown) {
    needs(Ability.GUARDED_HOOKS);
    use(RecorderParts.of(emitter).sampling(new ThrowingSampler(thrown)));

    assertApplicationUnharmed();

    assertTraces().isEmpty();
  }

  @Test
  @Checks(value = Law.APPLICATION_FIRST, when = "a streaming strategy that throws at every call")
  void streamingStrategy_thatThrows_harmsNobody() {
    recorder().setStreamingStrategy(new StreamingStrategy() {
      @Override
      public boolean requiresStreaming(Segment segment) {
        throw new IllegalStateException("of a hook");
      }

      @Override
      public void streamSome(Entity entity, Emitter toEmitter) {
        throw new IllegalStateException("of a hook");
      }
    });

    assertApplicationUnharmed();

    assertTraces().hasSegments("request").sentEachEntityOnce();
  }

  @Test
  @Checks(value = Law.APPLICATION_FIRST, when = "a description of exceptions that throws")
  void throwableSerialization_thatThrows_harmsNobody() {
    recorder().setThrowableSerializationStrategy((throwable, subsegments) -> {
      throw new IllegalStateException("of a hook");
    });

    assertApplicationUnharmed();

    assertTraces().sentEachEntityOnce().hasOnlyValidDocuments();
  }

  static Stream<@Nullable String> texts() {
    return Stream.of(
        null,
        "",
        "   ",
        "bad?*;name$",
        "tab\tnew\nline\0zero",
        "x".repeat(100_000),
        "Überweisung 支払い 🙂",
        "\uD800 half a pair \uDC00",
        "\"quoted\\\" {json: [",
        "AWS.reserved");
  }

  @ParameterizedTest
  @MethodSource("texts")
  @Checks(value = Law.VALID_DOCUMENTS, when = "any text as a name, key or value")
  void anyText_givesValidDocuments(@Nullable String text) {
    Segment request = recorder().beginSegment(text == null || text.isBlank() ? "request" : text);
    tell(request, text);
    Subsegment child = recorder().beginSubsegment(text == null ? "child" : text);
    tell(child, text);
    request.setUser(text);
    recorder().endSubsegment();
    recorder().endSegment();

    assertTraces().hasEntities(2).sentEachEntityOnce().hasOnlyValidDocuments();
  }

  @SuppressWarnings("NullAway") // null is what is tried
  private static void tell(Entity entity, @Nullable String text) {
    assertThatNoException().isThrownBy(() -> {
      entity.putAnnotation(text, text);
      entity.putAnnotation("text", text);
      entity.putMetadata(text, text);
      entity.putMetadata(text, text, text);
      entity.putHttp(text, text);
      entity.putAws(text, text);
      entity.putSql(text, text);
      entity.setNamespace(text);
    });
  }

  static Stream<Object> values() {
    return Hostile.values();
  }

  @ParameterizedTest
  @MethodSource("values")
  @Checks(value = Law.VALID_DOCUMENTS, when = "metadata that cannot be written")
  void anyMetadata_costsOnlyItself(Object value) {
    Segment request = recorder().beginSegment("request");
    request.putMetadata("hostile", value);
    request.putMetadata("fine", "kept");
    recorder().beginSubsegment("child");
    recorder().endSubsegment();
    assertThatNoException().isThrownBy(() -> recorder().endSegment());

    assertTraces().hasEntities(2).sentEachEntityOnce().hasOnlyValidDocuments();
    assertThat(traces().entity("request").json().at("/metadata/default/fine").asText())
        .isEqualTo("kept");
  }

  static Stream<Throwable> exceptions() {
    return Hostile.exceptions();
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  @Checks(value = Law.VALID_DOCUMENTS, when = "exceptions that throw, or whose causes never end")
  void anyException_isRecordedAndPassedOn(Throwable hostile) {
    recorder().beginSegment("request");
    Throwable caught = null;
    try {
      contextUnderTest().inSubsegment(recorder(), "failing", () -> sneak(hostile));
    } catch (Throwable passedOn) {
      caught = passedOn;
    }
    boolean same = caught == hostile;
    recorder().endSegment();

    assertThat(same).as("the same instance is thrown on").isTrue();
    assertTraces().hasEntities(2).sentEachEntityOnce().hasOnlyValidDocuments();
    assertTraces().entity("failing").hasFault();
  }

  @Test
  @Checks(value = Law.APPLICATION_FIRST, when = "maps that throw when they are looked at")
  void maps_thatThrow_harmNobody() {
    Map<String, Object> hostile = Hostile.map();
    Segment request = recorder().beginSegment("request");

    assertThatNoException().isThrownBy(() -> {
      request.putAllHttp(hostile);
      request.setHttp(hostile);
      request.putAllAws(hostile);
      request.putAllSql(hostile);
      request.setAnnotations(hostile);
      request.setMetadata(Map.of("hostile", hostile));
      request.putAllService(hostile);
    });
    recorder().endSegment();

    assertTraces().hasSegments("request").sentEachEntityOnce().hasOnlyValidDocuments();
  }

  static Stream<@Nullable String> headers() {
    return Stream.concat(
        texts(),
        Stream.of(
            "Root=garbage;Parent=53995c3f42cd8ad8",
            "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=x;Sampled=7",
            "Root=;Parent=;Sampled=",
            ";;;===;;;",
            "Root=1-5759e988-bd862e3fe1be46a994272793;".repeat(10_000)));
  }

  @ParameterizedTest
  @MethodSource("headers")
  @Checks(value = Law.APPLICATION_FIRST, when = "any text as a trace header")
  void anyHeader_harmsNobody(@Nullable String header) {
    Object result = new Object();

    Object returned = XraySegments.continuing(header).with(recorder()).call("worker", () -> result);
    try (TraceScope scope = TraceSnapshot.fromHeader(header).restore()) {
      assertThat(scope).isNotNull();
      recorder().beginSubsegment("child");
      recorder().endSubsegment();
    }

    assertThat(returned).isSameAs(result);
    assertThat(current()).isNull();
    assertTraces().hasNoDuplicates().hasOnlyValidDocuments().entity("worker").isSentOnce();
  }

  @Test
  @Checks(value = Law.APPLICATION_FIRST, when = "tasks that cannot be printed or compared")
  void tasks_thatCannotBePrinted_run() {
    ExecutorService pool = propagating(pool(1));
    recorder().beginSegment("request");
    Hostile.Task task = new Hostile.Task();

    pool.execute(task);
    join(pool.submit(task));
    wrap(task).run();
    recorder().endSegment();

    assertThat(task.runs()).isEqualTo(3);
    assertThat(List.of(traces().segments())).hasSize(1);
  }
}
