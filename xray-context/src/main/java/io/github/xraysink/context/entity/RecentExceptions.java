// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import org.jspecify.annotations.Nullable;

/**
 * The exceptions described lately in one segment, so that an entity they pass through can point to
 * the description.
 */
final class RecentExceptions {

  private static final int REMEMBERED = 16;

  // Guarded by this.
  private final @Nullable Throwable[] throwables = new Throwable[REMEMBERED];
  private final @Nullable String[] ids = new String[REMEMBERED];
  private int next;

  synchronized @Nullable String idOf(Throwable throwable) {
    for (int i = 0; i < REMEMBERED; i++) {
      if (throwables[i] == throwable) {
        return ids[i];
      }
    }
    return null;
  }

  synchronized void remember(Throwable throwable, String id) {
    throwables[next] = throwable;
    ids[next] = id;
    next = (next + 1) % REMEMBERED;
  }
}
