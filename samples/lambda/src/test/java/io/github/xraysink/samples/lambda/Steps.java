// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** What the functions of these tests do. */
final class Steps {

  private Steps() {}

  /** A call that takes half a millisecond, so that invocations overlap. */
  static void work() {
    LockSupport.parkNanos(500_000);
  }

  static void await(Future<?> step) {
    try {
      step.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
