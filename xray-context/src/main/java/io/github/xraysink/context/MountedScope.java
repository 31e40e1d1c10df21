// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.entities.Entity;
import io.github.xraysink.internal.ScopeWatch;
import org.jspecify.annotations.Nullable;

/**
 * A mount that the user closes. Knows the scopes around it, so that closing out of order does no
 * harm.
 */
sealed class MountedScope extends Frame implements TraceScope {

  // Null once the scope is closed.
  private @Nullable Object @Nullable [] slots;
  private final @Nullable Object current;
  private final @Nullable Frame outer;

  /**
   * Made on the thread it is for.
   *
   * @param slots of that thread
   * @param current what is current there
   * @param outer the frame that is there
   */
  MountedScope(
      @Nullable Object[] slots,
      @Nullable Object current,
      @Nullable Frame outer,
      @Nullable Entity borrowed,
      @Nullable Baggage baggage) {
    super(borrowed, baggage);
    this.slots = slots;
    this.current = current;
    this.outer = outer;
    ScopeWatch.opened(this);
  }

  @Override
  final MountedScope scope() {
    return this;
  }

  final @Nullable Frame outer() {
    return outer;
  }

  @Override
  public final void close() {
    @Nullable Object[] there = slots;
    if (there == null) {
      return;
    }
    if (!Position.isOfThisThread(there)) {
      ScopeWatch.misused(this, "closed on a thread that did not open it");
      return;
    }
    ScopeWatch.closed(this);
    slots = null;
    if (isOpenIn(there)) {
      closeInnerOnes(there);
      Position.putBack(there, current, outer);
    }
  }

  private boolean isOpenIn(@Nullable Object[] there) {
    MountedScope at = Position.innermostScope(there);
    while (at != null && at != this) {
      at = Frame.scopeIn(at.outer);
    }
    return at == this;
  }

  /** Scopes opened after this one go with it: what they would put back is no more. */
  private void closeInnerOnes(@Nullable Object[] there) {
    MountedScope at = Position.innermostScope(there);
    while (at != null && at != this) {
      ScopeWatch.misused(at, "still open when a scope around it was closed");
      at.slots = null;
      at = Frame.scopeIn(at.outer);
    }
  }

  /** Changes the baggage only, and leaves the position as it is. */
  static final class OfBaggage extends MountedScope {

    OfBaggage(
        @Nullable Object[] slots,
        @Nullable Object current,
        @Nullable Frame outer,
        @Nullable Baggage baggage) {
      super(slots, current, outer, Frame.borrowedIn(outer), baggage);
    }

    @Override
    @Nullable
    Suspended suspended() {
      return Frame.suspendedIn(outer());
    }

    @Override
    @Nullable
    Suspended replaced() {
      return Frame.replacedIn(outer());
    }
  }
}
