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
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Row 5: all libraries' servers are up at once, each in a process of its own, and take bursts of
 * requests in turns. Each burst has one of the bare server right before or after it; what is told
 * is the difference in CPU time of such pairs.
 *
 * <p>Two processes of one server differ by microseconds in each request, for the JVM compiles each
 * in its own way. So all of them are started several times, and the confidence interval is that of
 * these times.
 */
final class ServletLoad {

  private static final int WARM_UP_REQUESTS = 40_000;
  private static final int PAIRS = 4;
  private static final int REQUESTS = 3_000;

  private static final List<Library> TRACED =
      List.of(Library.XRAYSINK, Library.DROP_IN, Library.SDK, Library.OPENTELEMETRY, Library.BRAVE);

  /** What the JVM compiles is no part of a request, and there is always something left. */
  private static final Predicate<String> NO_COMPILER = name -> !name.contains("CompilerThre");

  private static final Predicate<String> SERVING =
      name -> name.startsWith("qtp") || name.startsWith("http-nio");

  private final String container;
  private final int starts;
  private final Consumer<String> progress;
  private final Random order = new Random(42);

  ServletLoad(String container, int starts, Consumer<String> progress) {
    this.container = container;
    this.starts = starts;
    this.progress = progress;
  }

  List<Measured> measure() throws IOException, ExecutionException, InterruptedException {
    Map<Library, List<Load>> sampled = new EnumMap<>(Library.class);
    Map<Library, List<Load>> unsampled = new EnumMap<>(Library.class);
    for (int start = 1; start <= starts; start++) {
      progress.accept("  " + container + ", start " + start + " of " + starts);
      try (DatagramSocket daemon = Sinks.open()) {
        measureOnce(daemon, sampled, unsampled);
      }
    }
    return List.of(row("sampled", sampled), row("unsampled", unsampled));
  }

  private void measureOnce(
      DatagramSocket daemon, Map<Library, List<Load>> sampled, Map<Library, List<Load>> unsampled)
      throws IOException, ExecutionException, InterruptedException {
    Map<Library, Server> servers = new EnumMap<>(Library.class);
    try {
      servers.put(Library.BARE, start(Library.BARE, daemon));
      for (Library library : TRACED) {
        servers.put(library, start(library, daemon));
      }
      take(servers, true, sampled);
      take(servers, false, unsampled);
    } finally {
      servers.values().forEach(server -> server.process.close());
    }
  }

  private record Server(OtherJvm process, int port) {}

  /** What one burst took of the server, per request. */
  private record Turn(double cpuMicros, double servingMicros, LoadClient.Burst burst) {}

  /** What one process took over the bare one, per request. */
  private record Load(double cpuMicros, double servingMicros, double p99Micros, double perSecond) {}

  private Server start(Library library, DatagramSocket daemon)
      throws IOException, ExecutionException, InterruptedException {
    OtherJvm process = OtherJvm.start(
        ServletServer.class,
        List.of("-Xms256m", "-Xmx256m", Sinks.argument(daemon)),
        List.of(library.name(), container));
    int port = Integer.parseInt(process.line());
    for (boolean sampled : new boolean[] {true, false}) {
      LoadClient.burst(port, LoadClient.request(sampled), WARM_UP_REQUESTS);
    }
    return new Server(process, port);
  }

  private void take(Map<Library, Server> servers, boolean sampled, Map<Library, List<Load>> into)
      throws IOException, ExecutionException, InterruptedException {
    Map<Library, List<Turn>> turns = new EnumMap<>(Library.class);
    Map<Library, List<Turn>> bare = new EnumMap<>(Library.class);
    for (int pair = 0; pair < PAIRS; pair++) {
      List<Library> shuffled = new ArrayList<>(TRACED);
      Collections.shuffle(shuffled, order);
      for (Library library : shuffled) {
        boolean bareFirst = order.nextBoolean();
        if (bareFirst) {
          add(bare, library, turn(servers.get(Library.BARE), sampled));
        }
        add(turns, library, turn(servers.get(library), sampled));
        if (!bareFirst) {
          add(bare, library, turn(servers.get(Library.BARE), sampled));
        }
      }
    }
    turns.forEach((library, taken) -> add(into, library, over(taken, bare.get(library))));
    List<Turn> allBare = bare.values().stream().flatMap(List::stream).toList();
    add(into, Library.BARE, over(allBare, List.of()));
  }

  private static <T> void add(Map<Library, List<T>> to, Library library, T value) {
    to.computeIfAbsent(library, key -> new ArrayList<>()).add(value);
  }

  private Turn turn(Server server, boolean sampled)
      throws IOException, ExecutionException, InterruptedException {
    long cpu = server.process.cpuNanos(NO_COMPILER);
    long serving = server.process.cpuNanos(SERVING);
    LoadClient.Burst burst = LoadClient.burst(server.port, LoadClient.request(sampled), REQUESTS);
    double each = 1e3 * burst.nanos().length;
    return new Turn(
        (server.process.cpuNanos(NO_COMPILER) - cpu) / each,
        (server.process.cpuNanos(SERVING) - serving) / each,
        burst);
  }

  private static Load over(List<Turn> turns, List<Turn> bare) {
    return new Load(
        mean(turns, Turn::cpuMicros) - mean(bare, Turn::cpuMicros),
        mean(turns, Turn::servingMicros) - mean(bare, Turn::servingMicros),
        Numbers.median(turns.stream().map(turn -> turn.burst.p99Micros()).toList()),
        Numbers.median(turns.stream().map(turn -> turn.burst.perSecond()).toList()));
  }

  private static double mean(List<Turn> turns, ToDoubleFunction<Turn> value) {
    return turns.stream().mapToDouble(value).average().orElse(0);
  }

  private Measured row(String decision, Map<Library, List<Load>> loads) {
    Map<Library, List<Sample>> samples = new EnumMap<>(Library.class);
    loads.forEach((library, taken) -> samples.put(library, List.of(sample(library, taken))));
    return new Measured(
        "5." + container + "." + decision, "request on " + container + ", " + decision, samples);
  }

  private static Sample sample(Library library, List<Load> loads) {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    List<Double> cpu = loads.stream().map(Load::cpuMicros).toList();
    values.put(Metric.REQUEST_CPU_MICROS, Numbers.mean(cpu));
    if (library != Library.BARE) {
      values.put(Metric.REQUEST_CPU_MARGIN_MICROS, Numbers.margin(cpu));
      values.put(
          Metric.REQUEST_THREAD_MICROS,
          Numbers.mean(loads.stream().map(Load::servingMicros).toList()));
    }
    values.put(
        Metric.REQUEST_P99_MICROS,
        Numbers.median(loads.stream().map(Load::p99Micros).toList()));
    values.put(
        Metric.REQUESTS_PER_SECOND,
        Numbers.median(loads.stream().map(Load::perSecond).toList()));
    return new Sample(values);
  }
}
