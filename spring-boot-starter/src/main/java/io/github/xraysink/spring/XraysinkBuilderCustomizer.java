// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import io.github.xraysink.context.XraysinkBuilder;

/**
 * Changes the recorder before it is built. Beans of this type are called in their order, after the
 * properties and the application's own emitter, strategies, listeners and plugins were applied.
 */
@FunctionalInterface
public interface XraysinkBuilderCustomizer {

  /** Changes {@code builder}; what this throws stops the start of the application. */
  void customize(XraysinkBuilder builder);
}
