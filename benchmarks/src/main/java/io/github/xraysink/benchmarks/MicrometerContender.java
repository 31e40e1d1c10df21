// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.ThreadLocalAccessor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Micrometer's context propagation over the X-Ray SDK's thread-local, by an accessor as users write
 * it. Only carries positions; what is begun and ended is somebody else's.
 */
final class MicrometerContender extends BareContender {

  private final AWSXRayRecorder recorder = AWSXRayRecorderBuilder.standard()
      .withSamplingStrategy(new AllSamplingStrategy())
      .withEmitter(Sinks.discard())
      .build();
  private final ContextSnapshotFactory snapshots;
  private @Nullable ContextSnapshot captured;

  MicrometerContender() {
    ContextRegistry registry = new ContextRegistry();
    registry.registerThreadLocalAccessor(new Accessor(recorder));
    snapshots = ContextSnapshotFactory.builder().contextRegistry(registry).build();
  }

  private record Accessor(AWSXRayRecorder recorder) implements ThreadLocalAccessor<Entity> {
    @Override
    public Object key() {
      return "xray";
    }

    @Override
    public @Nullable Entity getValue() {
      return recorder.getTraceEntity();
    }

    @Override
    public void setValue(Entity entity) {
      recorder.setTraceEntity(entity);
    }

    @Override
    public void setValue() {
      recorder.clearTraceEntity();
    }
  }

  @Override
  public void enter(Situation situation) {
    switch (situation) {
      case SAMPLED -> recorder.beginSegment("root");
      case UNSAMPLED, OFF -> recorder.beginNoOpSegment();
      case NOTHING -> recorder.clearTraceEntity();
    }
  }

  @Override
  public void leave() {
    recorder.clearTraceEntity();
  }

  @Override
  public Runnable wrap(Runnable task) {
    return snapshots.captureAll().wrap(task);
  }

  @Override
  public void capture() {
    captured = snapshots.captureAll();
  }

  @Override
  public void restoreAndClose(Blackhole work) {
    ContextSnapshot snapshot = captured;
    if (snapshot == null) {
      throw new IllegalStateException("nothing captured");
    }
    try (ContextSnapshot.Scope scope = snapshot.setThreadLocals()) {
      work.consume(scope);
    }
  }

  @Override
  public void settle() {
    if (captured != null) {
      captured.setThreadLocals();
    }
  }

  @Override
  public ExecutorService propagating(ExecutorService pool) {
    return ContextExecutorService.wrap(pool, snapshots);
  }
}
