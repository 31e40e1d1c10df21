// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

/**
 * Work that may throw a checked exception.
 *
 * @param <E> what it may throw; inferred as {@link RuntimeException} for work that throws nothing
 *     checked
 */
@FunctionalInterface
public interface ThrowingRunnable<E extends Throwable> {

  /** Does the work. */
  void run() throws E;
}
