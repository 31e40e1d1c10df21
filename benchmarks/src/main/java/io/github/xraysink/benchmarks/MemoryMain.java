// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.lang.ref.Reference;

/** Row 7, memory: opens many entities and tells what one of them holds. A process of its own. */
public final class MemoryMain {

  private static final int OPEN = 150_000;
  private static final int COLLECTIONS = 4;

  private MemoryMain() {}

  /** Library, and {@code roots} or {@code children}; prints bytes held per entity. */
  public static void main(String[] args) {
    Contender contender = Library.valueOf(args[0]).discarding();
    boolean roots = args[1].equals("roots");
    if (!roots) {
      contender.enter(Situation.SAMPLED);
    }
    Object[] open = new Object[OPEN];
    long before = used();
    for (int i = 0; i < OPEN; i++) {
      open[i] = roots ? contender.openRoot() : contender.openChild();
    }
    long after = used();
    Reference.reachabilityFence(open);
    System.out.println((double) (after - before) / OPEN);
    System.exit(0);
  }

  private static long used() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
