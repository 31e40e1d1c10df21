// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.EmitterStats;
import io.github.xraysink.emit.TeeEmitter;
import io.github.xraysink.emit.TransportProvider.Destination;
import io.github.xraysink.internal.Guard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The emitters that were made from settings, and that are closed with the {@link Xraysink}. */
final class OwnEmitters {

  /** Longer than anybody waits, and no overflow in nanoseconds. */
  private static final Duration FOR_EVER = Duration.ofDays(3_650);

  private final Map<String, BoundedEmitter> byName = new LinkedHashMap<>();
  private @Nullable SamplingStrategy samplingStrategy;
  private @Nullable Emitter front;

  /** An emitter of its own for each, so that none waits for another. */
  void add(String name, Destination destination) {
    byName.put(
        name,
        BoundedEmitter.builder()
            .transport(destination.transport())
            .threadName(BoundedEmitter.DEFAULT_THREAD_NAME + "-" + name)
            .build());
    if (samplingStrategy == null) {
      samplingStrategy = destination.samplingStrategy();
    }
  }

  void addDaemon(String name) {
    byName.put(name, BoundedEmitter.udp());
  }

  /** What to give to the recorder: the same object each time. */
  Emitter front() {
    Emitter made = front;
    if (made == null) {
      for (Emitter emitter : byName.values()) {
        made = made == null ? emitter : TeeEmitter.of(made, emitter);
      }
      made = made == null ? new DiscardingEmitter() : made;
      front = made;
    }
    return made;
  }

  /** Who samples if the application named nobody; {@code null} for the SDK's own. */
  @Nullable
  SamplingStrategy samplingStrategy() {
    return samplingStrategy;
  }

  boolean flush(Duration atMost) {
    Duration bounded = atMost.isNegative() ? Duration.ZERO : atMost;
    bounded = bounded.compareTo(FOR_EVER) > 0 ? FOR_EVER : bounded;
    long end = System.nanoTime() + bounded.toNanos();
    byName.values().forEach(emitter -> emitter.flush(Duration.ZERO));
    boolean done = true;
    for (BoundedEmitter emitter : byName.values()) {
      done &= emitter.flush(Duration.ofNanos(end - System.nanoTime()));
    }
    return done;
  }

  Map<String, EmitterStats> stats() {
    Map<String, EmitterStats> stats = new LinkedHashMap<>();
    byName.forEach((name, emitter) -> stats.put(name, emitter.stats()));
    return stats;
  }

  /**
   * Closes all at the same time, so that one that hangs costs the others nothing; returns after
   * {@code atMost} and a little.
   */
  void close(Duration atMost) {
    List<Thread> others = new ArrayList<>();
    BoundedEmitter last = null;
    for (BoundedEmitter emitter : byName.values()) {
      if (last != null) {
        others.add(closing(last, atMost));
      }
      last = emitter;
    }
    if (last != null) {
      closeOne(last, atMost);
    }
    others.forEach(OwnEmitters::join);
  }

  private static Thread closing(BoundedEmitter emitter, Duration atMost) {
    Thread thread = new Thread(() -> closeOne(emitter, atMost), "xraysink-close");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void closeOne(BoundedEmitter emitter, Duration atMost) {
    Guard.run("close the emitter", () -> emitter.close(atMost));
  }

  /** Bounded, because closing an emitter is; an interrupt ends the wait and stays. */
  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
