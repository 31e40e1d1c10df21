// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import io.github.xraysink.emit.DocumentTransport;
import io.github.xraysink.emit.Outcome;
import io.github.xraysink.emit.TraceDocument;
import io.github.xraysink.emit.TransportProvider;
import io.github.xraysink.emit.TransportSettings;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Destinations that are on the class path of these tests only. */
public sealed class MemoryTransports implements TransportProvider {

  static final SamplingStrategy SAMPLING = new AllSamplingStrategy();
  private static final Map<String, List<String>> NAMES = new ConcurrentHashMap<>();
  static volatile TransportSettings settings;
  static volatile int opened;
  static volatile int closed;

  private final String name;

  /** Takes everything. */
  public MemoryTransports() {
    this("memory");
  }

  private MemoryTransports(String name) {
    this.name = name;
  }

  static void reset() {
    NAMES.clear();
    settings = null;
    opened = 0;
    closed = 0;
  }

  static List<String> names(String destination) {
    return NAMES.getOrDefault(destination, List.of());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized Destination open(TransportSettings given) {
    settings = given;
    opened++;
    return new Destination(new Transport(this), SAMPLING);
  }

  List<Outcome> outcomes(List<TraceDocument> batch) {
    return Collections.nCopies(batch.size(), Outcome.SENT);
  }

  /** Refuses everything. */
  public static final class Full extends MemoryTransports {
    public Full() {
      super("memory-full");
    }

    @Override
    List<Outcome> outcomes(List<TraceDocument> batch) {
      return Collections.nCopies(batch.size(), new Outcome.Rejected("full"));
    }
  }

  /** Answers when it is interrupted. */
  public static final class Stuck extends MemoryTransports {
    public Stuck() {
      super("memory-stuck");
    }

    @Override
    List<Outcome> outcomes(List<TraceDocument> batch) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      return List.of();
    }
  }

  private record Transport(MemoryTransports kind) implements DocumentTransport {

    @Override
    public List<Outcome> send(List<TraceDocument> batch) {
      List<String> names = NAMES.computeIfAbsent(kind.name, key -> new CopyOnWriteArrayList<>());
      batch.forEach(document -> names.add(document.root().name()));
      return kind.outcomes(batch);
    }

    @Override
    public int maxBatch() {
      return 1;
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
