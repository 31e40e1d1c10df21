// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts the ended entities of a tree, without recursion. */
final class EntityCount {

  private EntityCount() {}

  static int completed(EntityView root) {
    int count = root.inProgress() ? 0 : 1;
    Deque<List<? extends EntityView>> waiting = null;
    List<? extends EntityView> level = root.children();
    while (level != null) {
      for (int i = 0; i < level.size(); i++) {
        EntityView entity = level.get(i);
        count += entity.inProgress() ? 0 : 1;
        List<? extends EntityView> below = entity.children();
        if (!below.isEmpty()) {
          waiting = waiting == null ? new ArrayDeque<>() : waiting;
          waiting.push(below);
        }
      }
      level = next(waiting);
    }
    return count;
  }

  private static @Nullable List<? extends EntityView> next(
      @Nullable Deque<List<? extends EntityView>> waiting) {
    return waiting == null ? null : waiting.poll();
  }
}
