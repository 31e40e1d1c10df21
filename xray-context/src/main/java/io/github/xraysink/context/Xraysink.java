// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Entity;
import io.github.xraysink.context.entity.Lifecycle;
import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.EmitterStats;
import io.github.xraysink.emit.TeeEmitter;
import io.github.xraysink.internal.CheckpointHooks;
import io.github.xraysink.internal.Guard;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The front door: builds a recorder whose traces stay right when work leaves the thread, and closes
 * it.
 *
 * <pre>{@code
 * Xraysink xraysink = Xraysink.builder().serviceName("orders").build();
 * AWSXRay.setGlobalRecorder(xraysink.recorder());
 * }</pre>
 *
 * <p>The recorder is an {@link AWSXRayRecorder}: whatever works with the SDK works with it.
 */
public final class Xraysink implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Xraysink.class.getName());
  private static final int NAMED_WHEN_CLOSED = 20;

  private final AWSXRayRecorder recorder;
  private final @Nullable AsyncSegmentContext context;
  private final @Nullable OwnEmitters own;
  private final Duration closeTimeout;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Thread shutdownHook;
  /** Kept because the checkpoint context holds its hooks weakly. */
  final @Nullable Object checkpointHook;

  Xraysink(
      AWSXRayRecorder recorder,
      @Nullable AsyncSegmentContext context,
      @Nullable OwnEmitters own,
      Duration closeTimeout) {
    this.recorder = recorder;
    this.context = context;
    this.own = own;
    this.closeTimeout = closeTimeout;
    this.checkpointHook = context == null
        ? null
        : CheckpointHooks.register(
            () -> SdkSampler.beforeCheckpoint(recorder), context.lifecycle()::restored);
  }

  /**
   * A builder with nothing set: what is not set comes from system properties, the environment and
   * defaults.
   */
  public static XraysinkBuilder builder() {
    return new XraysinkBuilder();
  }

  /**
   * Builds with what properties and environment say, and makes the recorder the SDK's global one.
   *
   * @throws IllegalArgumentException if a setting has a value that is not accepted
   */
  public static Xraysink install() {
    return builder().install();
  }

  /**
   * The entity the calling thread is at, whichever recorder of ours began it; empty outside a
   * trace. On Lambda the invocation counts, if its trace header names a trace. For those who show a
   * position, like log lines: to carry one elsewhere use {@link TraceSnapshot#capture()}.
   *
   * <p>Never touches the SDK's {@code AWSXRay}, and logs nothing.
   */
  public static Optional<Entity> currentEntity() {
    return Optional.ofNullable(CurrentPosition.named());
  }

  /** The recorder. The same object each time; works without harm after {@link #close}. */
  public AWSXRayRecorder recorder() {
    return recorder;
  }

  /** Whether tracing is on. */
  public boolean enabled() {
    return context != null;
  }

  /**
   * Waits until the emitter has sent what was handed to it before.
   *
   * @param timeout how long to wait at most
   * @return whether everything was sent, or dropped and counted, in time; {@code true} at once for
   *     an emitter that is neither a {@link BoundedEmitter} nor a {@link TeeEmitter}
   */
  public boolean flush(Duration timeout) {
    Emitter emitter = recorder.getEmitter();
    if (own != null && emitter == own.front()) {
      return own.flush(timeout);
    }
    if (emitter instanceof TeeEmitter tee) {
      return tee.flush(timeout);
    }
    return !(emitter instanceof BoundedEmitter bounded) || bounded.flush(timeout);
  }

  /**
   * What was begun and what became of it. For an emitter that is not a {@link BoundedEmitter}, only
   * what was begun is known; where several destinations were set, what became of it at the first
   * one, and {@link #statsByDestination} tells of all.
   */
  public EmitterStats stats() {
    long begun = context == null ? 0 : context.lifecycle().begun();
    EmitterStats stats = emitterStats();
    if (stats == null) {
      return new EmitterStats(begun, 0, Map.of(), 0, 0, 0, 0, 0);
    }
    return new EmitterStats(
        begun,
        stats.entitiesSent(),
        stats.entitiesDropped(),
        stats.documentsSent(),
        stats.documentsSplit(),
        stats.documentsTrimmed(),
        stats.bytesSent(),
        stats.queued());
  }

  /**
   * What each destination that the setting {@code emitter} names did so far, in the order of the
   * setting; empty for {@code none}, for an emitter given to the builder, and when tracing is off.
   * Here {@code entitiesBegun} is what was handed to that destination.
   */
  public Map<String, EmitterStats> statsByDestination() {
    return own == null ? Map.of() : own.stats();
  }

  private @Nullable EmitterStats emitterStats() {
    Emitter emitter = recorder.getEmitter();
    if (own != null && emitter == own.front()) {
      return own.stats().values().stream().findFirst().orElse(null);
    }
    return emitter instanceof BoundedEmitter bounded ? bounded.stats() : null;
  }

  /** What the context met and kept away from the application. All zero when tracing is off. */
  public ContextStats contextStats() {
    if (context == null) {
      return new ContextStats(0, 0, 0, 0, 0, 0);
    }
    Lifecycle lifecycle = context.lifecycle();
    return new ContextStats(
        lifecycle.openEntities(),
        lifecycle.counters().contextMissing.sum(),
        lifecycle.counters().forgotten.sum(),
        lifecycle.counters().ignoredWrites.sum(),
        lifecycle.counters().refusedCopies.sum(),
        Guard.faults());
  }

  void closeOnShutdown() {
    Thread hook = new Thread(this::close, "xraysink-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    shutdownHook = hook;
  }

  /**
   * Sends what is open as in progress and warns about it, sends what is queued, and stops every
   * thread that we or the SDK's sampler started. Takes at most the close timeout and the time to
   * write what is open. Later calls do nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    removeShutdownHook();
    if (context != null) {
      closeContext(context);
    }
    Guard.run("stop the sampling strategy", () -> recorder.getSamplingStrategy().shutdown());
    OwnEmitters emitters = own;
    if (emitters != null) {
      Guard.run("close the emitters", () -> emitters.close(closeTimeout));
    } else {
      Guard.run("flush the emitter", () -> flush(closeTimeout));
    }
    Recorders.closed(recorder);
  }

  private static void closeContext(AsyncSegmentContext context) {
    List<String> open = Guard.call("send what is open", List.of(), context.lifecycle()::sendOpen);
    context.lifecycle().stop();
    LambdaInvocations lambda = context.lambda();
    if (lambda != null) {
      lambda.retire();
    }
    if (!open.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "Not ended when xraysink was closed, and so sent in progress ({0}): {1}",
          open.size(),
          String.join(", ", open.subList(0, Math.min(NAMED_WHEN_CLOSED, open.size()))));
    }
  }

  private void removeShutdownHook() {
    Thread hook = shutdownHook;
    if (hook != null && hook != Thread.currentThread()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException shuttingDown) {
        LOG.log(Level.DEBUG, "The JVM is shutting down already");
      }
    }
  }
}
