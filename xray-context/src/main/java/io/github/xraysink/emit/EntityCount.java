// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many entities a tree has, counted without recursion.
 *
 * @param all those in progress included
 * @param completed those that have ended
 */
record EntityCount(int all, int completed) {

  static int completed(EntityView root) {
    return of(root).completed();
  }

  static EntityCount of(EntityView root) {
    int all = 1;
    int completed = root.inProgress() ? 0 : 1;
    Deque<List<? extends EntityView>> waiting = null;
    List<? extends EntityView> level = root.children();
    while (level != null) {
      for (int i = 0; i < level.size(); i++) {
        EntityView entity = level.get(i);
        all++;
        completed += entity.inProgress() ? 0 : 1;
        List<? extends EntityView> below = entity.children();
        if (!below.isEmpty()) {
          waiting = waiting == null ? new ArrayDeque<>() : waiting;
          waiting.push(below);
        }
      }
      level = next(waiting);
    }
    return new EntityCount(all, completed);
  }

  private static @Nullable List<? extends EntityView> next(
      @Nullable Deque<List<? extends EntityView>> waiting) {
    return waiting == null ? null : waiting.poll();
  }
}
