// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import org.jspecify.annotations.Nullable;

/**
 * An entity of ours on its way to an emitter, which gives itself away once.
 *
 * <p>This is what makes a second copy impossible: whoever calls {@code sendSegment} again with the
 * same entity, be it the application or a streaming strategy, finds nothing to take.
 */
public interface Handover {

  /**
   * Takes what is to be sent.
   *
   * @return the tree to send, which from now on belongs to the caller; {@code null} if it has been
   *     taken before or the entity is not to be sent (yet)
   */
  @Nullable
  EntityView take();
}
