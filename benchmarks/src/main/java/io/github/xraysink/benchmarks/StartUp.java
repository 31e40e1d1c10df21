// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Row 9: from the start of a process to the first answer. Libraries take turns. */
final class StartUp {

  private static final String APPLICATION = "io.github.xraysink.benchmarks.boot.HelloApplication";
  private static final int ARRIVAL_MILLIS = 20_000;

  private final Path home;
  private final int times;

  StartUp(Path home, int times) {
    this.home = home;
    this.times = times;
  }

  /** The JDK's server, with a root and a child around the answer. */
  Measured plain() throws IOException {
    List<Library> libraries = new ArrayList<>(OwnProcesses.TRACERS);
    libraries.add(Library.AGENT);
    libraries.add(Library.BARE);
    return measure("9.plain", "plain program, first traced answer", libraries, this::plain);
  }

  /** Spring Boot with what its users put on the class path, and nothing of the others. */
  Measured springBoot() throws IOException {
    return measure(
        "9.spring-boot",
        "Spring Boot, first traced answer",
        List.of(Library.XRAYSINK, Library.SDK, Library.AGENT, Library.BARE),
        this::springBoot);
  }

  private interface Start {
    Sample of(Library library) throws IOException;
  }

  private Measured measure(String id, String work, List<Library> libraries, Start start)
      throws IOException {
    Map<Library, List<Sample>> samples = new EnumMap<>(Library.class);
    for (int i = 0; i < times; i++) {
      for (Library library : libraries) {
        samples.computeIfAbsent(library, key -> new ArrayList<>()).add(start.of(library));
      }
    }
    return new Measured(id, work, samples);
  }

  private Sample plain(Library library) throws IOException {
    long start = System.nanoTime();
    try (OtherJvm jvm =
        OtherJvm.start(StartUpMain.class, options(library), List.of(library.name()))) {
      return sample(jvm, start);
    }
  }

  private Sample springBoot(Library library) throws IOException {
    try (DatagramSocket daemon = Sinks.open()) {
      List<String> options = new ArrayList<>(options(library));
      options.add("-Dcom.amazonaws.xray.emitters.daemonAddress=127.0.0.1:" + daemon.getLocalPort());
      String name = library.name().toLowerCase(Locale.ROOT);
      String classPath = classPath(library == Library.AGENT ? "bare" : name);
      long start = System.nanoTime();
      try (OtherJvm jvm = OtherJvm.start(classPath, APPLICATION, options, List.of(name))) {
        Sample sample = sample(jvm, start);
        if (library == Library.XRAYSINK || library == Library.SDK) {
          awaitSegment(daemon);
        }
        return sample;
      }
    }
  }

  private static Sample sample(OtherJvm jvm, long start) throws IOException {
    double classes = Double.parseDouble(jvm.line());
    double millis = (System.nanoTime() - start) / 1e6;
    return new Sample(Map.of(
        Metric.START_MILLIS, millis,
        Metric.START_CPU_MILLIS, jvm.cpuNanos() / 1e6,
        Metric.START_CLASSES, classes));
  }

  /** What was not traced would have started fast for nothing. */
  private static void awaitSegment(DatagramSocket daemon) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    daemon.setSoTimeout(ARRIVAL_MILLIS);
    daemon.receive(packet);
    String document = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    if (!document.contains("\"name\":\"hello\"")) {
      throw new IOException("not the application's segment: " + document);
    }
  }

  private String classPath(String name) throws IOException {
    Path target = home.resolve("spring-boot/target");
    return target.resolve("classes")
        + System.getProperty("path.separator")
        + Files.readString(target.resolve("class-paths").resolve(name)).strip();
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
