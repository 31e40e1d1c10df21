// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.strategy.ContextMissingStrategy;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often a context was missing. */
public final class MissingContexts implements ContextMissingStrategy {

  private final AtomicInteger count = new AtomicInteger();

  @Override
  public void contextMissing(String message, Class<? extends RuntimeException> exceptionClass) {
    count.incrementAndGet();
  }

  /** How often, so far. */
  public int count() {
    return count.get();
  }
}
