// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reads entities that are not ours, on the thread that hands them over: nobody says that they stay
 * as they are.
 */
final class ForeignEntities {

  private ForeignEntities() {}

  /**
   * Has the entity write itself.
   *
   * @return {@code null} if it cannot: then the SDK says why in its log
   */
  static Work.@Nullable Foreign read(Entity entity, int entities) {
    boolean segment = entity instanceof Segment;
    String json = segment ? entity.serialize() : ((Subsegment) entity).streamSerialize();
    if (json == null || json.isEmpty()) {
      return null;
    }
    String traceId =
        String.valueOf(segment ? entity.getTraceId() : entity.getParentSegment().getTraceId());
    return new Work.Foreign(json, entity.getId(), traceId, segment, entities);
  }

  /** How many entities of the tree have ended. */
  static int completed(Entity root) {
    int count = 0;
    Deque<Entity> waiting = new ArrayDeque<>();
    waiting.push(root);
    while (!waiting.isEmpty()) {
      Entity entity = waiting.pop();
      count += entity.isInProgress() ? 0 : 1;
      for (Subsegment child : entity.getSubsegmentsCopy()) {
        waiting.push(child);
      }
    }
    return count;
  }
}
