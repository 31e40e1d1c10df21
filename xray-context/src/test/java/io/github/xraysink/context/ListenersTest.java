// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.listeners.SegmentListener;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Moves ask nobody while there can be no listener; here one comes when a segment is open. */
class ListenersTest {

  private final Collected emitted = new Collected();
  private final List<String> heard = new ArrayList<>();

  private final SegmentListener listener = new SegmentListener() {
    @Override
    public void onSetEntity(@Nullable Entity before, @Nullable Entity entity) {
      heard.add("set " + (entity == null ? null : entity.getName()));
    }

    @Override
    public void onClearEntity(@Nullable Entity entity) {
      heard.add("clear " + (entity == null ? null : entity.getName()));
    }
  };

  @BeforeEach
  void nobodyHasListenedYet() throws ReflectiveOperationException {
    Field expected = Listeners.class.getDeclaredField("expected");
    expected.setAccessible(true);
    expected.set(null, false);
  }

  @Test
  void addedToARecorderWithAnOpenSegment_hearsOfTheNextMove() {
    try (Xraysink xraysink = xraysink()) {
      AWSXRayRecorder recorder = xraysink.recorder();
      recorder.beginSegment("request");
      recorder.addSegmentListener(listener);

      leaveAndComeBack();

      assertThat(heard).containsExactly("clear request", "set request");
      recorder.endSegment();
    }
  }

  @Test
  void addedWithOthers_hearsOfTheNextMove() {
    try (Xraysink xraysink = xraysink()) {
      AWSXRayRecorder recorder = xraysink.recorder();
      recorder.beginSegment("request");
      recorder.addAllSegmentListeners(List.of(listener));

      leaveAndComeBack();

      assertThat(heard).containsExactly("clear request", "set request");
      recorder.endSegment();
    }
  }

  @Test
  void addedToTheSdksRecorder_hearsOfTheNextMove() {
    AWSXRayRecorder recorder = AWSXRayRecorderBuilder.standard()
        .withEmitter(emitted)
        .withSamplingStrategy(new AllSamplingStrategy())
        .withSegmentContextResolverChain(AsyncSegmentContext.resolverChain())
        .build();
    recorder.beginSegment("request");
    recorder.addSegmentListener(listener);

    leaveAndComeBack();

    assertThat(heard).containsExactly("clear request", "set request");
    recorder.endSegment();
  }

  private Xraysink xraysink() {
    return Xraysink.builder()
        .serviceName("test")
        .emitter(emitted)
        .samplingStrategy(new AllSamplingStrategy())
        .build();
  }

  private static void leaveAndComeBack() {
    TraceSnapshot.none().restore().close();
  }
}
