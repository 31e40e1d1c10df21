// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is measured from outside, on processes that are started for it. */
final class OwnProcesses {

  private static final List<Library> TRACERS =
      List.of(Library.XRAYSINK, Library.DROP_IN, Library.SDK, Library.OPENTELEMETRY, Library.BRAVE);

  private final Path home;
  private final Effort effort;
  private final Consumer<String> progress;

  OwnProcesses(Path home, Effort effort, Consumer<String> progress) {
    this.home = home;
    this.effort = effort;
    this.progress = progress;
  }

  List<Measured> measure(Predicate<String> wanted)
      throws IOException, ExecutionException, InterruptedException {
    List<Measured> rows = new ArrayList<>();
    for (String container : List.of("tomcat", "jetty")) {
      if (wanted.test("5." + container)) {
        boolean full = effort.rounds() > 1;
        rows.addAll(new ServletLoad(container, full ? 30 : 15, 2_000, progress).measure());
      }
    }
    for (String what : List.of("roots", "children")) {
      if (wanted.test("7.memory-" + what)) {
        rows.add(memory(what));
      }
    }
    if (wanted.test("9.plain")) {
      rows.add(startUp());
    }
    return rows;
  }

  private Measured memory(String what) throws IOException {
    String id = "7.memory-" + what;
    progress.accept(id);
    Map<Library, List<Sample>> samples = new EnumMap<>(Library.class);
    for (Library library : TRACERS) {
      try (OtherJvm jvm =
          OtherJvm.start(MemoryMain.class, List.of("-Xmx2g"), List.of(library.name(), what))) {
        double held = Double.parseDouble(jvm.line());
        samples.put(library, List.of(new Sample(Map.of(Metric.HELD_BYTES, held))));
      }
    }
    String entity = what.equals("roots") ? "root" : "child";
    return new Measured(id, "memory of an open " + entity, samples);
  }

  private Measured startUp() throws IOException {
    progress.accept("9.plain");
    Map<Library, List<Sample>> samples = new EnumMap<>(Library.class);
    List<Library> libraries = new ArrayList<>(TRACERS);
    libraries.add(Library.AGENT);
    libraries.add(Library.BARE);
    int times = effort.rounds() > 1 ? 9 : 5;
    for (int i = 0; i < times; i++) {
      for (Library library : libraries) {
        samples
            .computeIfAbsent(library, key -> new ArrayList<>())
            .add(start(library, options(library)));
      }
    }
    return new Measured("9.plain", "plain program, first traced answer", samples);
  }

  private static Sample start(Library library, List<String> options) throws IOException {
    long start = System.nanoTime();
    try (OtherJvm jvm = OtherJvm.start(StartUpMain.class, options, List.of(library.name()))) {
      double classes = Double.parseDouble(jvm.line());
      double millis = (System.nanoTime() - start) / 1e6;
      return new Sample(Map.of(
          Metric.START_MILLIS, millis,
          Metric.START_CPU_MILLIS, jvm.cpuNanos() / 1e6,
          Metric.START_CLASSES, classes));
    }
  }

  /** The agent comes as a dependency that is copied beside the classes. */
  private List<String> options(Library library) throws IOException {
    if (library != Library.AGENT) {
      return List.of();
    }
    try (Stream<Path> agents = Files.list(home.resolve("target/agent"))) {
      Path agent = agents.findFirst().orElseThrow();
      return List.of(
          "-javaagent:" + agent,
          "-Dotel.traces.exporter=none",
          "-Dotel.metrics.exporter=none",
          "-Dotel.logs.exporter=none",
          "-Dotel.javaagent.logging=none");
    }
  }
}
