// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.concurrent.CountDownLatch;

/** What waits in an emitter's queue. */
sealed interface Work {

  /** How many entities it stands for. */
  int entities();

  /** A tree of ours. */
  record Tree(EntityView root, int entities) implements Work {}

  /** An entity that is not ours, written by itself on the thread that handed it over. */
  record Foreign(String json, String id, String traceId, boolean segment, int entities)
      implements Work {}

  /** Opens when everything before it is done. */
  record Mark(CountDownLatch reached) implements Work {
    @Override
    public int entities() {
      return 0;
    }
  }
}
