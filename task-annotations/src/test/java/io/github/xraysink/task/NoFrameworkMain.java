// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Uses what needs no framework; loaded by {@link OptionalDependenciesTest} where there is none. */
public final class NoFrameworkMain implements Callable<String> {

  interface Job {
    @XrayTask
    CompletableFuture<String> go();
  }

  @Override
  public String call() {
    StringBuilder said = new StringBuilder();
    XrayTasks.run("a", () -> said.append("run "));
    Job job = () -> CompletableFuture.completedFuture("proxy");
    return said + XrayTasks.proxy(Job.class, job).go().join();
  }
}
