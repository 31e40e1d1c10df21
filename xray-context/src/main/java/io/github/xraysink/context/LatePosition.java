// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.entities.Entity;
import org.jspecify.annotations.Nullable;

/** Tells how long ago a position has died. */
final class LatePosition {

  private LatePosition() {}

  /**
   * Whether {@code entity} ended longer ago than {@link XrayExecutors#LATE_POSITION_LIMIT}, or
   * hangs below something that had, when what hangs there began after that end. The latter is how a
   * task that schedules its like again and again would keep a trace alive: each run begins
   * something below what the run before has ended.
   */
  static boolean isTooOld(@Nullable Entity entity) {
    if (entity == null) {
      return false;
    }
    double limit =
        System.currentTimeMillis() / 1e3 - XrayExecutors.LATE_POSITION_LIMIT.toMillis() / 1e3;
    Entity below = null;
    for (Entity at = entity; at != null; at = parentOf(at)) {
      if (isOver(at) && at.getEndTime() < limit && beganAfterEnd(below, at)) {
        return true;
      }
      below = at;
    }
    return false;
  }

  private static boolean beganAfterEnd(@Nullable Entity below, Entity above) {
    return below == null || below.getStartTime() >= above.getEndTime();
  }

  /** No-op entities and those of other processes have no end. */
  private static boolean isOver(Entity entity) {
    return !entity.isInProgress() && entity.getEndTime() > 0;
  }

  private static @Nullable Entity parentOf(Entity entity) {
    Entity parent = entity.getParent();
    return parent == entity ? null : parent;
  }
}
