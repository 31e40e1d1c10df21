// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.util.concurrent.ExecutorService;
import org.openjdk.jmh.infra.Blackhole;

/** The same work without tracing. */
class BareContender implements Contender {

  @Override
  public void enter(Situation situation) {}

  @Override
  public void leave() {}

  @Override
  public void child(Blackhole work) {
    work.consume(this);
  }

  @Override
  public void root(int children, Blackhole work) {
    for (int i = 0; i < children; i++) {
      child(work);
    }
  }

  @Override
  public Runnable wrap(Runnable task) {
    return task;
  }

  @Override
  public void capture() {}

  @Override
  public void restoreAndClose(Blackhole work) {
    work.consume(this);
  }

  @Override
  public void settle() {}

  @Override
  public Object openChild() {
    return this;
  }

  @Override
  public Object openRoot() {
    return this;
  }

  @Override
  public ExecutorService propagating(ExecutorService pool) {
    return pool;
  }

  @Override
  public Object unfinishedRoot(int children) {
    return this;
  }

  @Override
  public void finish(Object root) {}

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
