// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Row 2: beginning and ending, with what is ended thrown away. */
public class LifecycleBench {

  /** A thread in a situation. */
  @State(Scope.Thread)
  public static class Inside {
    @Param
    Library library;

    @Param
    Situation situation;

    private Contender contender;

    /** Goes where the work is done. */
    @Setup
    public void enter() {
      contender = library.discarding();
      contender.enter(situation);
    }

    /** Ends what {@link #enter} began. */
    @TearDown
    public void leave() {
      contender.leave();
      contender.close();
    }
  }

  /** One library for all threads. */
  @State(Scope.Benchmark)
  public static class Outside {
    @Param
    Library library;

    @Param({"10"})
    int children;

    private Contender contender;

    /** Makes the library. */
    @Setup
    public void open() {
      contender = library.discarding();
    }

    /** Frees what the library holds. */
    @TearDown
    public void close() {
      contender.close();
    }
  }

  /** One root for all threads, which never ends. */
  @State(Scope.Benchmark)
  public static class OneParent {
    @Param
    Library library;

    private Contender contender;

    /** Begins the root. */
    @Setup
    public void enter() throws InterruptedException {
      contender = library.discarding();
      Thread elsewhere = new Thread(() -> {
        contender.enter(Situation.SAMPLED);
        contender.capture();
      });
      elsewhere.start();
      elsewhere.join();
    }
  }

  /** A thread below {@link OneParent}. */
  @State(Scope.Thread)
  public static class Worker {
    /** Takes the root's position. */
    @Setup
    public void settle(OneParent parent) {
      parent.contender.settle();
    }
  }

  /** One child. */
  @Benchmark
  public void child(Inside inside, Blackhole work) {
    inside.contender.child(work);
  }

  /** A root with children, on each thread its own. */
  @Benchmark
  public void root(Outside outside, Blackhole work) {
    outside.contender.root(outside.children, work);
  }

  /** One child below the root that all threads share. */
  @Benchmark
  public void childOfOneParent(OneParent parent, Worker worker, Blackhole work) {
    parent.contender.child(work);
  }
}
