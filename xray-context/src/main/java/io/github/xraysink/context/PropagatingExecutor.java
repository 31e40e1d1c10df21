// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.util.concurrent.Executor;

/** Runs each task at the position of the thread that handed it over. */
record PropagatingExecutor(Executor delegate) implements Executor {

  @Override
  public void execute(Runnable task) {
    delegate.execute(Carried.here(task));
  }
}
