// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Row 3: what the request's thread pays when a root with ten ended children ends, with everything
 * behind it. Queues are emptied in between, so that nothing is dropped, which would be cheaper.
 *
 * <p>OpenTelemetry and Brave hand over each span when it ends: their children were paid for
 * already.
 */
@State(Scope.Thread)
public class FinishBench {

  private static final int ROOTS = 100;
  private static final int CHILDREN = 10;

  @Param
  Library library;

  private final Object[] roots = new Object[ROOTS];
  private Contender contender;

  /** Makes the library. */
  @Setup
  public void open() {
    contender = library.emitting();
  }

  /** Begins what is to be ended. */
  @Setup(Level.Invocation)
  public void begin() {
    CpuTime.notCounted(() -> {
      contender.flush();
      for (int i = 0; i < ROOTS; i++) {
        roots[i] = contender.unfinishedRoot(CHILDREN);
      }
    });
  }

  /** Frees what the library holds. */
  @TearDown
  public void close() {
    contender.close();
  }

  /** Ends them. */
  @Benchmark
  @OperationsPerInvocation(ROOTS)
  public void finish() {
    for (Object root : roots) {
      contender.finish(root);
    }
  }
}
