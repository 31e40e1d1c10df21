// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.util.concurrent.ExecutorService;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One tracing library doing the work that is measured, each in the way its own documentation shows.
 *
 * <p>Each measuring JVM loads one implementation, so calls through this interface cost nothing.
 */
interface Contender extends AutoCloseable {

  /** Puts the calling thread into {@code situation}. */
  void enter(Situation situation);

  /** Takes the calling thread out of what {@link #enter} put it in. */
  void leave();

  /** Begins a child below the current position, makes it current, and ends it. */
  void child(Blackhole work);

  /** Begins a root, {@code children} children one after the other, and ends it. */
  void root(int children, Blackhole work);

  /** {@code task} at the current position. */
  Runnable wrap(Runnable task);

  /** Takes the current position now, for {@link #restoreAndClose}. */
  void capture();

  /** Makes what {@link #capture} took current, and closes that scope again. */
  void restoreAndClose(Blackhole work);

  /** Makes what {@link #capture} took current on the calling thread, for good. */
  void settle();

  /** Opens a child and leaves it open, with the current position as it was. */
  Object openChild();

  /** Opens a root and leaves it open, with the current position as it was. */
  Object openRoot();

  /** An executor that carries positions into {@code pool}. */
  ExecutorService propagating(ExecutorService pool);

  /** Makes roots with {@code children} ended children, for {@link #finish}. */
  Object unfinishedRoot(int children);

  /** Ends a root made by {@link #unfinishedRoot} on this thread, and hands it to its emitter. */
  void finish(Object root);

  /** Waits until what was handed over has gone. */
  void flush();

  @Override
  void close();
}
