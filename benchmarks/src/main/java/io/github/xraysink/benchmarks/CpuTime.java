// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * CPU time of the measuring threads per operation. On a machine that others use too, time on the
 * clock tells who else was at work; this tells what the operation costs.
 */
public final class CpuTime implements InternalProfiler {

  /** Name of the result, in nanoseconds per operation. */
  public static final String LABEL = "cpu.time.norm";

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final LongAdder LEFT_OUT = new LongAdder();
  private long before;

  /** Made by JMH. */
  public CpuTime() {}

  @Override
  public String getDescription() {
    return "CPU time of the measuring threads";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = used();
  }

  @Override
  @SuppressWarnings("rawtypes") // as JMH declares it
  public Collection<? extends Result> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    long operations = Math.max(1, result.getMetadata().getAllOps());
    double each = (double) (used() - before) / operations;
    return List.of(new ScalarResult(LABEL, each, "ns/op", AggregationPolicy.AVG));
  }

  /**
   * Does what a benchmark needs between two operations, on the measuring thread, without counting
   * what it takes.
   */
  static void notCounted(Runnable preparation) {
    long begin = THREADS.getCurrentThreadCpuTime();
    try {
      preparation.run();
    } finally {
      LEFT_OUT.add(THREADS.getCurrentThreadCpuTime() - begin);
    }
  }

  private static long used() {
    long sum = -LEFT_OUT.sum();
    for (long id : THREADS.getAllThreadIds()) {
      var thread = THREADS.getThreadInfo(id);
      if (thread != null && thread.getThreadName().contains("jmh-worker")) {
        sum += Math.max(0, THREADS.getThreadCpuTime(id));
      }
    }
    return sum;
  }
}
