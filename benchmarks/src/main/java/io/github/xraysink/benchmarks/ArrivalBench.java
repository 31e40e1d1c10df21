// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Row 1: what a pool's thread does with a task that was wrapped elsewhere. Where it was wrapped,
 * several libraries find that the position is there already and do nothing; here it never is.
 */
@State(Scope.Thread)
public class ArrivalBench {

  @Param
  Library library;

  @Param
  Situation situation;

  private Contender contender;
  private Runnable wrapped;

  /** Wraps a task somewhere, and leaves that place without ending it. */
  @Setup
  public void wrap(Blackhole work) throws InterruptedException {
    contender = library.discarding();
    Thread elsewhere = new Thread(() -> {
      contender.enter(situation);
      wrapped = contender.wrap(() -> work.consume(1));
    });
    elsewhere.start();
    elsewhere.join();
  }

  /** Frees what the library holds. */
  @TearDown
  public void close() {
    contender.close();
  }

  /** Runs the task on this thread, which has no position. */
  @Benchmark
  public void run() {
    wrapped.run();
  }
}
