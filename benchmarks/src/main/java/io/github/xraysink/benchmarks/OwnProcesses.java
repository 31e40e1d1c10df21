// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What is measured from outside, on processes that are started for it. */
final class OwnProcesses {

  static final List<Library> TRACERS =
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
        int starts = effort.rounds() > 1 ? 8 : 4;
        rows.addAll(new ServletLoad(container, starts, progress).measure());
      }
    }
    for (String what : List.of("roots", "children")) {
      if (wanted.test("7.memory-" + what)) {
        rows.add(memory(what));
      }
    }
    StartUp startUp = new StartUp(home, effort.rounds() > 1 ? 9 : 5);
    if (wanted.test("9.plain")) {
      progress.accept("9.plain");
      rows.add(startUp.plain());
    }
    if (wanted.test("9.spring-boot")) {
      progress.accept("9.spring-boot");
      rows.add(startUp.springBoot());
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
}
