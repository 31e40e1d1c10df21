// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/** Virtual threads, which the compiler's Java 17 does not know. */
final class Threads {

  private static final Executor VIRTUAL = task -> {
    try {
      Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  };

  private Threads() {}

  static Future<?> virtual(Runnable task) {
    return CompletableFuture.runAsync(task, VIRTUAL);
  }
}
