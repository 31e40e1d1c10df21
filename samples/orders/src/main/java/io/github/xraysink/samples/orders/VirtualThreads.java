// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Virtual threads for a program that is compiled for Java 17 and may run on something newer. */
public final class VirtualThreads {

  private static final int SINCE = 21;

  private VirtualThreads() {}

  /** Whether this JVM has them. */
  public static boolean available() {
    return Runtime.version().feature() >= SINCE;
  }

  /** An executor with a virtual thread for each task; empty below Java 21. */
  static Optional<ExecutorService> executor() {
    if (!available()) {
      return Optional.empty();
    }
    try {
      Method maker = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
      return Optional.of((ExecutorService) maker.invoke(null));
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(
          "no virtual threads on Java " + Runtime.version(), impossible);
    }
  }
}
