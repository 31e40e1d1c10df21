// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

/**
 * An emitter that takes trees as they are, instead of asking an entity for them.
 *
 * <p>An entity of ours gives itself away once ({@link Handover}); whoever has taken it can still
 * pass the tree on to several sinks, which then share it. All of them only read.
 */
public interface EntitySink {

  /**
   * Takes a tree to be sent. Never blocks and never throws.
   *
   * @return whether it was accepted; if not, the sink has counted it as dropped
   */
  boolean accept(EntityView tree);
}
