// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.SubsegmentImpl;
import com.amazonaws.xray.listeners.SegmentListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What drop-in mode cannot keep, because the SDK's recorder does it itself. Each test shows one
 * limit; if one fails, the limit is gone, and so should be its line in the README of
 * {@code xray-context}.
 */
class DropInLimitsTest {

  /** As they stand in the README, one test each below. */
  private static final List<String> LIMITS = List.of(
      "`createSegment`/`createSubsegment` end whatever is current, and miss an `Error`;",
      "a segment listener that throws in `onBeginSegment`, and a sampler that throws, reach the application;",
      "a segment begun inside another one logs one ERROR line of the SDK's (both are sent);",
      "`injectThreadLocal` is not seen;",
      "a `SubsegmentImpl` the application made itself, and that ends after our segment, is lost;",
      "each segment costs the SDK's own entity on top;",
      "nothing sends what is open when the process ends: there is no `close()`.");

  private final CapturingEmitter emitter = new CapturingEmitter();
  private AWSXRayRecorder recorder = build(RecorderParts.of(emitter));

  private static AWSXRayRecorder build(RecorderParts parts) {
    return ContextUnderTest.dropIn().recorder(parts).recorder();
  }

  @AfterEach
  @SuppressWarnings("deprecation") // what injectThreadLocal has set
  void clear() {
    recorder.clearTraceEntity();
    recorder.clearThreadLocal();
  }

  @Test
  void readme_listsTheseLimits() throws IOException {
    String readme = Files.readString(Path.of("../xray-context/README.md"));
    int from = readme.indexOf("## Two modes");
    String section = readme.substring(from, readme.indexOf("\n## ", from + 1));

    assertThat(section.lines().filter(line -> line.startsWith("- ")).map(line -> line.substring(2)))
        .containsExactlyElementsOf(LIMITS);
  }

  @Test
  void createSubsegment_endsWhateverIsCurrent() {
    List<Subsegment> inside = new ArrayList<>();
    recorder.beginSegment("request");
    recorder.createSubsegment("work", work -> {
      inside.add(work);
      inside.add(recorder.beginSubsegment("left open"));
    });

    assertThat(inside.get(0).isInProgress()).isTrue();
    assertThat(inside.get(1).isInProgress()).isFalse();
  }

  @Test
  void createSubsegment_missesAnError() {
    AssertionError thrown = new AssertionError("of the body");
    recorder.beginSegment("request");
    Throwable caught = catchThrowable(() -> recorder.createSubsegment("work", () -> {
      throw thrown;
    }));
    recorder.endSegment();

    assertThat(caught).isSameAs(thrown);
    XrayAssertions.assertThat(emitter.traces()).entity("work").hasNoFault();
  }

  @Test
  void listenerThatThrowsAtTheBegin_reachesTheApplication() {
    IllegalStateException thrown = new IllegalStateException("of a listener");
    recorder = build(RecorderParts.of(emitter).listener(new ThrowingListener(thrown)));

    assertThatThrownBy(() -> recorder.beginSegment("request")).isSameAs(thrown);
  }

  @Test
  void samplerThatThrows_reachesTheApplication() {
    IllegalStateException thrown = new IllegalStateException("of a sampler");
    recorder = build(RecorderParts.of(emitter).sampling(new ThrowingSampler(thrown)));

    assertThatThrownBy(() -> recorder.beginSegmentWithSampling("request")).isSameAs(thrown);
  }

  @Test
  void nestedSegment_logsOneErrorOfTheSdk() {
    List<String> lines = LogLines.of(() -> {
      recorder.beginSegment("outer");
      recorder.beginSegment("inner");
      recorder.endSegment();
      recorder.endSegment();
    });

    assertThat(lines).singleElement().asString().startsWith("SEVERE Beginning new segment while");
    XrayAssertions.assertThat(emitter.traces()).hasSegments("outer", "inner").sentEachEntityOnce();
  }

  @Test
  @SuppressWarnings("deprecation") // that is what is tried
  void injectThreadLocal_isNotSeen() {
    Segment segment = recorder.beginSegment("request");
    recorder.clearTraceEntity();

    recorder.injectThreadLocal(segment);

    assertThat(recorder.getTraceEntity()).isNull();
  }

  @Test
  void foreignSubsegmentThatEndsLate_isLost() {
    Segment segment = recorder.beginSegment("request");
    Subsegment foreign = new SubsegmentImpl(recorder, "foreign", segment);
    foreign.setParent(segment);
    recorder.endSegment();
    recorder.endSubsegment(foreign);

    XrayAssertions.assertThat(emitter.traces()).hasSegments("request").hasNoEntity("foreign");
  }

  @Test
  void segment_costsTheSdksOwnOnTop() {
    List<Segment> heard = new ArrayList<>();
    SegmentListener listener = new SegmentListener() {
      @Override
      public void onBeginSegment(Segment segment) {
        heard.add(segment);
      }
    };
    recorder = build(RecorderParts.of(emitter).listener(listener));

    Segment begun = recorder.beginSegment("request");

    assertThat(heard).singleElement().isNotSameAs(begun);
    assertThat(heard.get(0).getId()).isEqualTo(begun.getId());
  }

  @Test
  void whatIsOpenAtTheEnd_isNotSent() {
    ContextUnderTest.RecorderUnderTest built =
        ContextUnderTest.dropIn().recorder(RecorderParts.of(emitter));
    built.recorder().beginSegment("open");
    built.close();

    XrayAssertions.assertThat(emitter.traces()).isEmpty();
  }
}
