// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures row by row and library by library. Libraries take turns within a row, and rows within a
 * round, so that what they are compared with was measured moments before.
 */
final class Measuring {

  private final Path home;
  private final Effort effort;
  private final Consumer<String> progress;
  private Set<Library> only = EnumSet.allOf(Library.class);

  Measuring(Path home, Effort effort, Consumer<String> progress) {
    this.home = home;
    this.effort = effort;
    this.progress = progress;
  }

  /** Leaves all others out. */
  Measuring only(Set<Library> libraries) {
    only = libraries;
    return this;
  }

  Results measure(String command, Predicate<String> wanted) throws Exception {
    Results.Where where = where(command);
    Map<String, Map<Library, List<Sample>>> samples = new LinkedHashMap<>();
    Map<String, String> works = new LinkedHashMap<>();
    for (int round = 1; round <= effort.rounds(); round++) {
      for (Row row : Catalogue.rows()) {
        if (wanted.test(row.id())) {
          progress.accept("round " + round + " of " + effort.rounds() + ": " + row.id());
          works.put(row.id(), row.work());
          add(samples.computeIfAbsent(row.id(), id -> new EnumMap<>(Library.class)), row);
        }
      }
    }
    List<Measured> rows = new ArrayList<>();
    samples.forEach((id, found) -> rows.add(new Measured(id, works.get(id), found)));
    rows.addAll(new OwnProcesses(home, effort, progress).measure(wanted));
    rows.sort((a, b) -> Integer.compare(a.section(), b.section()));
    return new Results(where, rows);
  }

  private void add(Map<Library, List<Sample>> samples, Row row)
      throws IOException, RunnerException {
    for (Library library : row.libraries()) {
      if (!only.contains(library)) {
        continue;
      }
      samples.computeIfAbsent(library, key -> new ArrayList<>()).add(sample(row, library));
    }
  }

  private Sample sample(Row row, Library library) throws IOException, RunnerException {
    Effort now = effort.stretchedFor(load(), processors());
    JmhRun run = new JmhRun(now, log());
    Sample sample = run.measure(row, library);
    progress.accept(
        "  " + library.title() + " " + Table.text(Metric.CPU_NANOS, sample.get(Metric.CPU_NANOS))
            + ", " + Table.text(Metric.ALLOCATED_BYTES, sample.get(Metric.ALLOCATED_BYTES)));
    if (row.section() != 4) {
      return sample;
    }
    Map<Metric, Double> values = new EnumMap<>(sample.values());
    values.put(Metric.WRITTEN_BYTES, (double) DocumentBench.length(row, library));
    return new Sample(values);
  }

  private Path log() throws IOException {
    Path target = home.resolve("target");
    Files.createDirectories(target);
    return target.resolve("jmh.log");
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static Results.Where where(String command) {
    String machine = processors() + " processors, " + System.getProperty("os.name") + " "
        + System.getProperty("os.arch");
    String jdk = "JDK " + System.getProperty("java.version") + " ("
        + System.getProperty("java.vm.vendor") + ")";
    double rounded = Double.parseDouble(String.format(Locale.ROOT, "%.1f", Math.max(0, load())));
    return new Results.Where(
        machine, jdk, LocalDate.now(ZoneOffset.UTC).toString(), command.strip(), rounded);
  }
}
