// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.io.IOException;
import java.net.DatagramSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Row 5: all libraries' servers are up at once, each in a process of its own, and take bursts of
 * requests in turns. Each burst has one of the bare server right before or after it; what is told
 * is the difference in CPU time of such pairs.
 */
final class ServletLoad {

  private static final int WARM_UP_REQUESTS = 30_000;

  private static final List<Library> TRACED =
      List.of(Library.XRAYSINK, Library.DROP_IN, Library.SDK, Library.OPENTELEMETRY, Library.BRAVE);

  private final String container;
  private final int pairs;
  private final int requests;
  private final Consumer<String> progress;
  private final Random order = new Random(42);
  private final Map<Library, OtherJvm> servers = new EnumMap<>(Library.class);
  private final Map<Library, Integer> ports = new EnumMap<>(Library.class);

  ServletLoad(String container, int pairs, int requests, Consumer<String> progress) {
    this.container = container;
    this.pairs = pairs;
    this.requests = requests;
    this.progress = progress;
  }

  List<Measured> measure() throws IOException, ExecutionException, InterruptedException {
    try (DatagramSocket daemon = Sinks.open()) {
      start(Library.BARE, daemon);
      for (Library library : TRACED) {
        start(library, daemon);
      }
      List<Measured> rows = new ArrayList<>();
      for (boolean sampled : new boolean[] {true, false}) {
        rows.add(row(sampled));
      }
      return rows;
    } finally {
      servers.values().forEach(OtherJvm::close);
    }
  }

  private void start(Library library, DatagramSocket daemon)
      throws IOException, ExecutionException, InterruptedException {
    progress.accept("  " + container + ": " + library.title());
    OtherJvm server = OtherJvm.start(
        ServletServer.class,
        List.of("-Xms256m", "-Xmx256m", Sinks.argument(daemon)),
        List.of(library.name(), container));
    servers.put(library, server);
    ports.put(library, Integer.parseInt(server.line()));
    for (boolean sampled : new boolean[] {true, false}) {
      LoadClient.burst(ports.get(library), LoadClient.request(sampled), WARM_UP_REQUESTS);
    }
  }

  private Measured row(boolean sampled)
      throws IOException, ExecutionException, InterruptedException {
    String decision = sampled ? "sampled" : "unsampled";
    progress.accept("  " + container + ", " + decision);
    Map<Library, List<Turn>> turns = new EnumMap<>(Library.class);
    Map<Library, List<Double>> over = new EnumMap<>(Library.class);
    for (int pair = 0; pair < pairs; pair++) {
      List<Library> shuffled = new ArrayList<>(TRACED);
      Collections.shuffle(shuffled, order);
      for (Library library : shuffled) {
        boolean bareFirst = order.nextBoolean();
        Turn before = turn(bareFirst ? Library.BARE : library, sampled);
        Turn after = turn(bareFirst ? library : Library.BARE, sampled);
        Turn bare = bareFirst ? before : after;
        Turn traced = bareFirst ? after : before;
        turns.computeIfAbsent(Library.BARE, key -> new ArrayList<>()).add(bare);
        turns.computeIfAbsent(library, key -> new ArrayList<>()).add(traced);
        over.computeIfAbsent(library, key -> new ArrayList<>())
            .add(traced.cpuMicros() - bare.cpuMicros());
      }
    }
    Map<Library, List<Sample>> samples = new EnumMap<>(Library.class);
    turns.forEach((library, taken) ->
        samples.put(library, List.of(sample(taken, over.getOrDefault(library, List.of())))));
    return new Measured(
        "5." + container + "." + decision, "request on " + container + ", " + decision, samples);
  }

  private record Turn(double cpuMicros, LoadClient.Burst burst) {}

  private Turn turn(Library library, boolean sampled)
      throws IOException, ExecutionException, InterruptedException {
    OtherJvm server = servers.get(library);
    long before = server.cpuNanos();
    LoadClient.Burst burst =
        LoadClient.burst(ports.get(library), LoadClient.request(sampled), requests);
    return new Turn((server.cpuNanos() - before) / 1e3 / burst.nanos().length, burst);
  }

  private static Sample sample(List<Turn> turns, List<Double> over) {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    if (over.isEmpty()) {
      values.put(
          Metric.REQUEST_CPU_MICROS,
          Numbers.median(turns.stream().map(Turn::cpuMicros).toList()));
    } else {
      values.put(Metric.REQUEST_CPU_MICROS, Numbers.mean(over));
      values.put(Metric.REQUEST_CPU_MARGIN_MICROS, Numbers.margin(over));
    }
    values.put(
        Metric.REQUEST_P99_MICROS,
        Numbers.median(turns.stream().map(turn -> turn.burst().p99Micros()).toList()));
    values.put(
        Metric.REQUESTS_PER_SECOND,
        Numbers.median(turns.stream().map(turn -> turn.burst().perSecond()).toList()));
    return new Sample(values);
  }
}
