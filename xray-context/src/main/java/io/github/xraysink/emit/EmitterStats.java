// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.Map;

/**
 * What an emitter did so far. Entities and documents are counted apart; in-progress documents count
 * as documents only.
 *
 * <p>When nothing is under way, {@code entitiesBegun == entitiesSent + entitiesDropped + queued},
 * where a {@link DropReason#DUPLICATE} is no drop of an entity and counts in no sum. Alert on
 * anything in {@code entitiesDropped}.
 *
 * @param entitiesBegun sampled entities begun, where a recorder tells; for an emitter on its own,
 *     entities handed to it
 * @param entitiesSent entities in documents that the transport delivered; for UDP, that the kernel
 *     took
 * @param entitiesDropped entities not delivered, by reason; reasons that did not occur are absent
 * @param documentsSent documents the transport delivered
 * @param documentsSplit documents that had to be cut into several because of their size
 * @param documentsTrimmed documents from which something had to be left out because of their size
 * @param bytesSent size of the delivered documents in bytes, without protocol headers; 0 where the
 *     transport needs no JSON
 * @param queued entities waiting, or being sent at this moment
 */
public record EmitterStats(
    long entitiesBegun,
    long entitiesSent,
    Map<DropReason, Long> entitiesDropped,
    long documentsSent,
    long documentsSplit,
    long documentsTrimmed,
    long bytesSent,
    long queued) {

  public EmitterStats {
    entitiesDropped = Map.copyOf(entitiesDropped);
  }
}
