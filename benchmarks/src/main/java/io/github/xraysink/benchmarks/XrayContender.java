// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.NoSamplingStrategy;
import io.github.xraysink.context.AsyncSegmentContext;
import io.github.xraysink.context.TraceScope;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.Blackhole;

/** Whoever gives an {@link AWSXRayRecorder}: the SDK, the SDK with our context, and ours. */
abstract sealed class XrayContender implements Contender {

  private final AWSXRayRecorder recorder;
  private final BooleanSupplier flush;
  private final Runnable close;

  private XrayContender(AWSXRayRecorder recorder, BooleanSupplier flush, Runnable close) {
    this.recorder = recorder;
    this.flush = flush;
    this.close = close;
  }

  static Contender ours(boolean emitting) {
    Xraysink xraysink = Xraysink.builder()
        .samplingStrategy(new AllSamplingStrategy())
        .emitter(emitting ? Sinks.boundedEmitter() : Sinks.discard())
        .build();
    return new Ours(
        xraysink.recorder(), () -> xraysink.flush(Duration.ofSeconds(10)), xraysink::close);
  }

  static Contender dropIn(boolean emitting) {
    BoundedEmitter bounded = emitting ? Sinks.boundedEmitter() : null;
    AWSXRayRecorder recorder = recorder(bounded == null ? Sinks.discard() : bounded)
        .withSegmentContextResolverChain(AsyncSegmentContext.resolverChain())
        .build();
    return bounded == null
        ? new Ours(recorder, () -> true, () -> {})
        : new Ours(recorder, () -> bounded.flush(Duration.ofSeconds(10)), bounded::close);
  }

  static Contender sdk(boolean emitting) {
    Emitter emitter = emitting ? Sinks.sdkEmitter() : Sinks.discard();
    return new Theirs(recorder(emitter).build());
  }

  private static AWSXRayRecorderBuilder recorder(Emitter emitter) {
    return AWSXRayRecorderBuilder.standard()
        .withSamplingStrategy(new AllSamplingStrategy())
        .withEmitter(emitter);
  }

  /** The SDK as it is: a position is handed over with {@code Entity.run}. */
  private static final class Theirs extends XrayContender {
    private @Nullable Entity captured;

    Theirs(AWSXRayRecorder recorder) {
      super(recorder, () -> true, () -> {});
    }

    @Override
    public Runnable wrap(Runnable task) {
      AWSXRayRecorder recorder = recorder();
      Entity current = recorder.getTraceEntity();
      return current == null ? task : () -> current.run(task, recorder);
    }

    @Override
    public void capture() {
      captured = recorder().getTraceEntity();
    }

    @Override
    public void restoreAndClose(Blackhole work) {
      Entity before = recorder().getTraceEntity();
      recorder().setTraceEntity(captured);
      work.consume(this);
      recorder().setTraceEntity(before);
    }

    @Override
    public void settle() {
      recorder().setTraceEntity(captured);
    }

    @Override
    public ExecutorService propagating(ExecutorService pool) {
      return new WrappingExecutor(pool, this::wrap);
    }
  }

  private static final class Ours extends XrayContender {
    private TraceSnapshot captured = TraceSnapshot.none();

    Ours(AWSXRayRecorder recorder, BooleanSupplier flush, Runnable close) {
      super(recorder, flush, close);
    }

    @Override
    public Runnable wrap(Runnable task) {
      return TraceSnapshot.capture().wrap(task);
    }

    @Override
    public void capture() {
      captured = TraceSnapshot.capture();
    }

    @Override
    public void restoreAndClose(Blackhole work) {
      try (TraceScope scope = captured.restore()) {
        work.consume(scope);
      }
    }

    @Override
    public void settle() {
      captured.restore();
    }

    @Override
    public ExecutorService propagating(ExecutorService pool) {
      return XrayExecutors.propagating(pool);
    }
  }

  final AWSXRayRecorder recorder() {
    return recorder;
  }

  @Override
  public final void enter(Situation situation) {
    switch (situation) {
      case SAMPLED -> recorder.beginSegment("root");
      case UNSAMPLED -> {
        recorder.setSamplingStrategy(new NoSamplingStrategy());
        recorder.beginSegmentWithSampling("root");
      }
      case OFF -> recorder.beginNoOpSegment();
      case NOTHING -> recorder.clearTraceEntity();
    }
  }

  @Override
  public final void leave() {
    if (recorder.getTraceEntity() != null) {
      recorder.endSegment();
    }
    recorder.clearTraceEntity();
  }

  @Override
  public final void child(Blackhole work) {
    work.consume(recorder.beginSubsegment("child"));
    recorder.endSubsegment();
  }

  @Override
  public final void root(int children, Blackhole work) {
    recorder.beginSegment("root");
    for (int i = 0; i < children; i++) {
      child(work);
    }
    recorder.endSegment();
  }

  @Override
  public final Object openChild() {
    Entity before = recorder.getTraceEntity();
    Subsegment open = recorder.beginSubsegment("open");
    recorder.setTraceEntity(before);
    return open;
  }

  @Override
  public final Object openRoot() {
    Segment open = recorder.beginSegment("open");
    recorder.clearTraceEntity();
    return open;
  }

  @Override
  public final Object unfinishedRoot(int children) {
    Segment root = recorder.beginSegment("root");
    for (int i = 0; i < children; i++) {
      recorder.beginSubsegment("child");
      recorder.endSubsegment();
    }
    recorder.clearTraceEntity();
    return root;
  }

  @Override
  public final void finish(Object root) {
    recorder.setTraceEntity((Entity) root);
    recorder.endSegment();
  }

  @Override
  public final void flush() {
    if (!flush.getAsBoolean()) {
      throw new IllegalStateException("the emitter did not get empty within 10 s");
    }
  }

  @Override
  public final void close() {
    close.run();
  }
}
