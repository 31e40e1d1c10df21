// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import org.jspecify.annotations.Nullable;

/**
 * Work with a result that may throw a checked exception.
 *
 * @param <T> its result
 * @param <E> what it may throw; inferred as {@link RuntimeException} for work that throws nothing
 *     checked
 */
@FunctionalInterface
public interface ThrowingSupplier<T extends @Nullable Object, E extends Throwable> {

  /** Does the work and returns its result. */
  T get() throws E;
}
