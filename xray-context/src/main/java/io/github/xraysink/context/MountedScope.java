// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import io.github.xraysink.internal.ScopeWatch;

/**
 * A mount that the user closes. Knows the scopes around it, so that closing out of order does no
 * harm.
 */
final class MountedScope implements TraceScope {

  private final Position.Mount mount;
  private boolean closed;

  MountedScope(Position.Mount mount) {
    this.mount = mount;
    mount.open(this);
    ScopeWatch.opened(this);
  }

  @Override
  public void close() {
    if (!mount.onThisThread()) {
      ScopeWatch.misused(this, "closed on a thread that did not open it");
      return;
    }
    if (closed) {
      return;
    }
    ScopeWatch.closed(this);
    closed = true;
    if (isOpenHere()) {
      closeInnerOnes();
      mount.putBack();
    }
  }

  private boolean isOpenHere() {
    Object at = mount.innermostScope();
    while (at instanceof MountedScope scope) {
      if (scope == this) {
        return true;
      }
      at = scope.mount.outerScope();
    }
    return false;
  }

  /** Scopes opened after this one go with it: what they would put back is no more. */
  private void closeInnerOnes() {
    Object at = mount.innermostScope();
    while (at instanceof MountedScope scope && scope != this) {
      ScopeWatch.misused(scope, "still open when a scope around it was closed");
      scope.closed = true;
      at = scope.mount.outerScope();
    }
  }
}
