// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.internal;

import org.jspecify.annotations.Nullable;

/** Lets the test kit hear of scopes opened, closed and misused. Nobody watches in production. */
public final class ScopeWatch {

  /** Hears of scopes. Must not throw. */
  public interface Watcher {
    void opened(Object scope);

    void closed(Object scope);

    void misused(Object scope, String how);
  }

  private static volatile @Nullable Watcher watcher;

  private ScopeWatch() {}

  /** Sets the one watcher of this process; {@code null} for none. */
  public static void watch(@Nullable Watcher newWatcher) {
    watcher = newWatcher;
  }

  public static void opened(Object scope) {
    Watcher current = watcher;
    if (current != null) {
      current.opened(scope);
    }
  }

  public static void closed(Object scope) {
    Watcher current = watcher;
    if (current != null) {
      current.closed(scope);
    }
  }

  public static void misused(Object scope, String how) {
    Watcher current = watcher;
    if (current != null) {
      current.misused(scope, how);
    }
  }
}
