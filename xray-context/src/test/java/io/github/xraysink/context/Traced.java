// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.strategy.RuntimeErrorContextMissingStrategy;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.emit.EntityView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * A recorder for each test, which throws where there is no segment, and a check that the test's own
 * thread is clean after it.
 */
@Timeout(60)
abstract class Traced {

  /** A multiple for loads: 1, or 10 for the published figures. */
  static final int LOAD = "full".equals(System.getProperty("xraysink.load")) ? 10 : 1;

  final Collected emitted = new Collected();
  final Xraysink xraysink = Xraysink.builder()
      .serviceName("test")
      .emitter(emitted)
      .samplingStrategy(new AllSamplingStrategy())
      .contextMissingStrategy(new RuntimeErrorContextMissingStrategy())
      .build();
  final AWSXRayRecorder recorder = xraysink.recorder();
  private final List<ExecutorService> pools = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    for (ExecutorService pool : pools) {
      pool.shutdownNow();
      assertThat(pool.awaitTermination(10, TimeUnit.SECONDS))
          .as("%s ends", pool)
          .isTrue();
    }
    assertThat(Position.current()).isNull();
    xraysink.close();
  }

  /** Shuts {@code pool} down after the test, and waits for its end. */
  <P extends ExecutorService> P ending(P pool) {
    pools.add(pool);
    return pool;
  }

  /** Begins and ends a subsegment. */
  void unit(String name) {
    recorder.beginSubsegment(name);
    recorder.endSubsegment();
  }

  /** As {@link #unit}, as a call. */
  <T> T unit(String name, T result) {
    unit(name);
    return result;
  }

  /** Runs {@code work} in a segment of its own. */
  <T> T request(String name, Supplier<T> work) {
    return recorder.createSegment(name, work);
  }

  void request(String name, Runnable work) {
    recorder.createSegment(name, work);
  }

  /** Names of what hangs right below the one entity called {@code parent}. */
  List<String> below(String parent) {
    String id = emitted.named(parent).id();
    return emitted.entities().stream()
        .filter(entity -> id.equals(entity.parentId()))
        .map(EntityView::name)
        .toList();
  }

  /** Waits until that many entities have been emitted. */
  void awaitEntities(int count) {
    await().atMost(20, TimeUnit.SECONDS).until(() -> emitted.entities().size() >= count);
    assertThat(emitted.entities()).hasSize(count);
  }
}
