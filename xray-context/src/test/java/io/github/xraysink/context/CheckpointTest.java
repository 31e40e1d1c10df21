// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.TraceID;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.DefaultSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.Test;

/** What happens around a checkpoint, by calling the hook as CRaC and SnapStart do. */
class CheckpointTest {

  private static void checkpointAndRestore(Xraysink xraysink) throws Exception {
    Resource hook = (Resource) xraysink.checkpointHook;
    hook.beforeCheckpoint(Core.getGlobalContext());
    hook.afterRestore(Core.getGlobalContext());
  }

  @Test
  void sdksSampler_isReplacedByAFreshOne() throws Exception {
    try (Xraysink xraysink = Xraysink.builder().emitter(new Collected()).build()) {
      SamplingStrategy before = xraysink.recorder().getSamplingStrategy();

      checkpointAndRestore(xraysink);

      assertThat(xraysink.recorder().getSamplingStrategy())
          .isExactlyInstanceOf(DefaultSamplingStrategy.class)
          .isNotSameAs(before);
    }
  }

  @Test
  void usersSampler_isLeftAlone() throws Exception {
    AtomicBoolean stopped = new AtomicBoolean();
    SamplingStrategy own = new AllSamplingStrategy() {
      @Override
      public void shutdown() {
        stopped.set(true);
      }
    };
    try (Xraysink xraysink =
        Xraysink.builder().emitter(new Collected()).samplingStrategy(own).build()) {
      checkpointAndRestore(xraysink);

      assertThat(xraysink.recorder().getSamplingStrategy()).isSameAs(own);
      assertThat(stopped).isFalse();
    }
  }

  @Test
  void openSegment_goesOnAfterwards() throws Exception {
    Collected emitted = new Collected();
    try (Xraysink xraysink = Xraysink.builder()
        .emitter(emitted)
        .samplingStrategy(new AllSamplingStrategy())
        .build()) {
      Segment open = xraysink.recorder().beginSegment("open");
      TraceID trace = open.getTraceId();

      checkpointAndRestore(xraysink);
      xraysink.recorder().endSegment();

      assertThat(emitted.only().traceId()).isEqualTo(trace.toString());
    }
  }
}
