// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures one row for one library, in a JVM of its own. */
final class JmhRun {

  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final String ALLOCATED_A_SECOND = "gc.alloc.rate";

  private final Effort effort;
  private final Path log;

  JmhRun(Effort effort, Path log) {
    this.effort = effort;
    this.log = log;
  }

  /** What one operation, or what the row counts in it, takes: the middle of the iterations. */
  Sample measure(Row row, Library library) throws RunnerException {
    Collection<RunResult> results = new Runner(options(row, library)).run();
    if (results.size() != 1) {
      throw new IllegalStateException(row.id() + " names " + results.size() + " benchmarks");
    }
    RunResult result = results.iterator().next();
    List<Double> clock = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    List<Double> bytes = new ArrayList<>();
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        clock.add(iteration.getPrimaryResult().getScore());
        cpu.add(score(iteration, CpuTime.LABEL));
        bytes.add(allocated(iteration));
      }
    }
    int divisor = row.divisor();
    return new Sample(Map.of(
        Metric.CPU_NANOS, Numbers.median(cpu) / divisor,
        Metric.CLOCK_NANOS, Numbers.median(clock) / divisor,
        Metric.ALLOCATED_BYTES, Numbers.median(bytes) / divisor));
  }

  /** JMH 1.37 has no figure by operation where it counted no bytes at all. */
  private static double allocated(IterationResult iteration) {
    return score(iteration, ALLOCATED_A_SECOND) == 0 ? 0 : score(iteration, ALLOCATED);
  }

  private static double score(IterationResult iteration, String label) {
    Result<?> found = iteration.getSecondaryResults().get(label);
    if (found == null) {
      throw new IllegalStateException("no " + label + " in " + iteration.getSecondaryResults());
    }
    return found.getScore();
  }

  /** As -Dxraysink.benchmarks.jvm=".." adds to it, for a profiler or a JVM's own diagnosis. */
  private static String[] heap() {
    String more = System.getProperty("xraysink.benchmarks.jvm", "");
    return ("-Xms512m -Xmx2g -XX:+UseSerialGC " + more).trim().split(" +");
  }

  private Options options(Row row, Library library) {
    ChainedOptionsBuilder options = new OptionsBuilder()
        .include(row.pattern())
        .param("library", library.name())
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .forks(1)
        .threads(row.threads())
        .warmupIterations(effort.warmups())
        .warmupTime(effort.warmupTime())
        .measurementIterations(effort.iterations())
        .measurementTime(effort.time())
        .timeout(TimeValue.minutes(2))
        .addProfiler(GCProfiler.class)
        .addProfiler(CpuTime.class)
        .jvmArgsAppend(heap())
        .jvmArgsPrepend("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.NORMAL)
        .output(log.toString());
    row.parameters().forEach(options::param);
    return options.build();
  }
}
