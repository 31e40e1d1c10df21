// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Row 1: taking a position along. */
@State(Scope.Thread)
public class HandOverBench {

  @Param
  Library library;

  @Param
  Situation situation;

  private Contender contender;
  private Runnable task;

  /** Goes where the work is done. */
  @Setup
  public void enter(Blackhole work) {
    contender = library.discarding();
    task = () -> work.consume(1);
    contender.enter(situation);
    contender.capture();
  }

  /** Ends what {@link #enter} began. */
  @TearDown
  public void leave() {
    contender.leave();
    contender.close();
  }

  /** Takes the position, wraps a task with it, and runs it where it was taken. */
  @Benchmark
  public void wrapAndRun() {
    contender.wrap(task).run();
  }

  /** Makes a position current that was taken before, and closes the scope. */
  @Benchmark
  public void scope(Blackhole work) {
    contender.restoreAndClose(work);
  }
}
