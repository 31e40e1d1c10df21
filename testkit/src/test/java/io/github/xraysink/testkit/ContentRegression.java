// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import com.amazonaws.xray.listeners.SegmentListener;
import io.github.xraysink.context.XraySegments;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Faults of the SDK's about what entities tell. */
class ContentRegression {

  @TestFactory
  Stream<DynamicTest> closeBeforeCatch() {
    return Regression.of("to have a fault", s -> {
      IllegalStateException thrown = new IllegalStateException("of the job");
      assertThat(catchThrowable(() -> job(s, thrown))).isSameAs(thrown);

      s.assertTraces().entity("job").hasFault().hasExceptions(IllegalStateException.class);
    });
  }

  /** Ours, or the form that entities being {@code AutoCloseable} suggests. */
  private static void job(Situation s, RuntimeException thrown) {
    if (!s.isSdk()) {
      XraySegments.with(s.recorder()).run("job", () -> {
        throw thrown;
      });
      return;
    }
    Segment begun = s.recorder().beginSegment("job");
    try (Segment segment = begun) {
      throw thrown;
    } catch (RuntimeException e) {
      begun.addException(e);
      throw e;
    }
  }

  @TestFactory
  Stream<DynamicTest> errorLooksLikeSuccess() {
    return Regression.of("to have a fault", s -> {
      AssertionError thrown = new AssertionError("of the body");
      s.recorder().beginSegment("request");
      Throwable caught = catchThrowable(() ->
          s.contextUnderTest().inSubsegment(s.recorder(), "work", () -> LawsBase.sneak(thrown)));
      s.recorder().endSegment();

      assertThat(caught).isSameAs(thrown);
      s.assertTraces().entity("work").hasFault().hasExceptions(AssertionError.class);
    });
  }

  @TestFactory
  Stream<DynamicTest> sameExceptionTwice() {
    return Regression.of("to describe [java.lang.IllegalStateException]", s -> {
      IllegalStateException once = new IllegalStateException("once");
      Segment request = s.recorder().beginSegment("request");
      request.addException(once);
      request.addException(once);
      s.recorder().endSegment();

      s.assertTraces().entity("request").hasExceptions(IllegalStateException.class);
    });
  }

  /**
   * Caused by another that is caused by this one. Gives up where a real one would be followed for
   * ever.
   */
  @SuppressWarnings("serial") // never written
  private static final class Ring extends RuntimeException {
    private final AtomicInteger asked;
    private @Nullable Ring other;

    Ring(AtomicInteger asked) {
      this.asked = asked;
    }

    void closeWith(Ring last) {
      other = last;
      last.other = this;
    }

    @Override
    public synchronized @Nullable Throwable getCause() {
      if (asked.incrementAndGet() > 10_000) {
        throw new IllegalStateException("followed for ever");
      }
      return other;
    }
  }

  @TestFactory
  Stream<DynamicTest> cyclicCause() {
    return Regression.of("followed for ever", s -> {
      Ring ring = new Ring(new AtomicInteger());
      ring.closeWith(new Ring(ring.asked));
      Segment request = s.recorder().beginSegment("request");
      request.addException(ring);
      s.recorder().endSegment();

      s.assertTraces().hasOnlyValidDocuments();
      s.assertTraces().entity("request").hasExceptions(Ring.class, Ring.class);
    });
  }

  /** A value such as one loaded when it is looked at, whose session has been closed. */
  public static final class Lazy {
    public String getValue() {
      throw new IllegalStateException("session closed");
    }
  }

  @TestFactory
  Stream<DynamicTest> metadataLosesSegment() {
    return Regression.of("one entity named 'request'", s -> {
      Segment request = s.recorder().beginSegment("request");
      request.putMetadata("lazy", new Lazy());
      request.putMetadata("fine", "kept");
      s.recorder().beginSubsegment("work");
      s.recorder().endSubsegment();
      s.recorder().endSegment();

      s.assertTraces().entity("request").hasChildren("work");
      s.assertTraces().hasOnlyValidDocuments();
      assertThat(
              s.traces().entity("request").json().at("/metadata/default/fine").asText())
          .isEqualTo("kept");
    });
  }

  /** Shows the id of sampled traces only, as the SDK's log bridge does. */
  private static final class SampledMdc implements SegmentListener {
    private @Nullable String shown;

    @Override
    public void onSetEntity(@Nullable Entity previous, Entity now) {
      Segment segment = now.getParentSegment();
      shown = segment.isSampled() ? segment.getTraceId().toString() : null;
    }

    @Override
    public void onClearEntity(Entity previous) {
      shown = null;
    }
  }

  @TestFactory
  Stream<DynamicTest> unsampledStillLogged() {
    return Regression.of("[id shown of a trace that is not sent]", s -> {
      SampledMdc mdc = new SampledMdc();
      s.use(RecorderParts.of(s.emitter).listener(mdc));
      Segment request = s.recorder().beginSegment("request");
      assertThat(mdc.shown).as("id shown of a sampled trace").isNotNull();
      request.setSampled(false);

      assertThat(mdc.shown).as("id shown of a trace that is not sent").isNull();
      s.recorder().endSegment();
      s.assertTraces().isEmpty();
    });
  }

  @TestFactory
  Stream<DynamicTest> invalidNamesSent() {
    return Regression.of("only valid documents", s -> {
      for (String name : new String[] {"bad?*;name$", "x".repeat(250)}) {
        s.recorder().beginSegment(name);
        s.recorder().beginSubsegment(name);
        s.recorder().endSubsegment();
        s.recorder().endSegment();
      }

      s.assertTraces().hasEntities(4).hasOnlyValidDocuments();
    });
  }

  @TestFactory
  Stream<DynamicTest> unsampledGetsZeroId() {
    return Regression.of("[trace id]", s -> {
      Segment nothing = s.recorder().beginNoOpSegment();

      assertThat(nothing.getTraceId()).as("trace id").isNotEqualTo(TraceID.invalid());
      Subsegment below = s.recorder().beginSubsegment("below");
      assertThat(below.getTraceId()).as("trace id").isNotEqualTo(TraceID.invalid());
      s.recorder().endSubsegment();
      s.recorder().endSegment();
    });
  }
}
