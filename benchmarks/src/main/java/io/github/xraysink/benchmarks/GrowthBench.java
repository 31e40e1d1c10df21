// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Row 7: what a child or a root costs beside many that are open. */
public class GrowthBench {

  /** A root with open children. */
  @State(Scope.Thread)
  public static class Siblings {
    @Param
    Library library;

    @Param({"0"})
    int open;

    private Contender contender;
    private Object[] siblings;

    /** Opens the siblings. */
    @Setup(Level.Iteration)
    public void enter() {
      contender = library.discarding();
      contender.enter(Situation.SAMPLED);
      siblings = new Object[open];
      for (int i = 0; i < open; i++) {
        siblings[i] = contender.openChild();
      }
    }

    /** Leaves the root; the siblings never end. */
    @TearDown(Level.Iteration)
    public void leave() {
      contender.leave();
      contender.close();
    }
  }

  /** Many open roots. */
  @State(Scope.Thread)
  public static class Roots {
    @Param
    Library library;

    @Param({"1"})
    int open;

    private Contender contender;
    private Object[] roots;

    /** Opens the roots. */
    @Setup
    public void enter() {
      contender = library.discarding();
      roots = new Object[open];
      for (int i = 0; i < open; i++) {
        roots[i] = contender.openRoot();
      }
    }

    /** The roots never end. */
    @TearDown
    public void leave() {
      contender.close();
    }
  }

  /** A short child. */
  @Benchmark
  public void childBesideSiblings(Siblings siblings, Blackhole work) {
    siblings.contender.child(work);
  }

  /** A short root. */
  @Benchmark
  public void rootBesideRoots(Roots roots, Blackhole work) {
    roots.contender.root(1, work);
  }
}
