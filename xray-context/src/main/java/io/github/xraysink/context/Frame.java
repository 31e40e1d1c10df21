// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.entities.Entity;
import org.jspecify.annotations.Nullable;

/**
 * What a thread's position has besides the current entity: what is borrowed, what is suspended,
 * baggage, open scopes.
 *
 * <p>Immutable, so that a mount writes one reference and puts one back; {@code null} stands for a
 * frame with nothing in it. What can be mounted is a frame itself, which saves making one whenever
 * it is.
 */
abstract sealed class Frame permits TraceSnapshot, Carried, MountedScope, Frame.Full {

  /** What a segment begun on top of something found there, to be brought back when it ends. */
  record Suspended(
      @Nullable Entity current,
      @Nullable Entity borrowed,
      @Nullable Suspended outer,
      Entity by) {}

  private final @Nullable Entity borrowed;
  // Never an empty one.
  private final @Nullable Baggage baggage;

  Frame(@Nullable Entity borrowed, @Nullable Baggage baggage) {
    this.borrowed = borrowed;
    this.baggage = baggage;
  }

  /** The entity a mount made current, which the thread may not end. */
  final @Nullable Entity borrowed() {
    return borrowed;
  }

  final @Nullable Baggage baggageOrNull() {
    return baggage;
  }

  @Nullable
  Suspended suspended() {
    return null;
  }

  /** What the segment of the SDK's that is current took the place of. */
  @Nullable
  Suspended replaced() {
    return null;
  }

  /** The innermost scope that is open on the thread. */
  @Nullable
  MountedScope scope() {
    return null;
  }

  /**
   * Makes this the position of the calling thread, hiding all that was there.
   *
   * @return what puts back exactly what was there
   */
  final Position.Mount mount() {
    return Position.mount(borrowed, borrowed == null && baggage == null ? null : this);
  }

  // --- a frame like another ---

  static @Nullable Entity borrowedIn(@Nullable Frame frame) {
    return frame == null ? null : frame.borrowed;
  }

  static @Nullable Frame withBorrowed(@Nullable Frame frame, @Nullable Entity borrowed) {
    return borrowedIn(frame) == borrowed
        ? frame
        : of(frame, borrowed, suspendedIn(frame), replacedIn(frame));
  }

  static @Nullable Suspended suspendedIn(@Nullable Frame frame) {
    return frame == null ? null : frame.suspended();
  }

  static @Nullable Suspended replacedIn(@Nullable Frame frame) {
    return frame == null ? null : frame.replaced();
  }

  static @Nullable MountedScope scopeIn(@Nullable Frame frame) {
    return frame == null ? null : frame.scope();
  }

  /** Baggage and scope of {@code like}, and the rest as told. */
  static @Nullable Frame of(
      @Nullable Frame like,
      @Nullable Entity borrowed,
      @Nullable Suspended suspended,
      @Nullable Suspended replaced) {
    Baggage baggage = like == null ? null : like.baggage;
    MountedScope scope = scopeIn(like);
    return borrowed == null
            && baggage == null
            && suspended == null
            && replaced == null
            && scope == null
        ? null
        : new Full(borrowed, baggage, suspended, replaced, scope);
  }

  /** One that may have everything. */
  static final class Full extends Frame {
    private final @Nullable Suspended suspended;
    private final @Nullable Suspended replaced;
    private final @Nullable MountedScope scope;

    Full(
        @Nullable Entity borrowed,
        @Nullable Baggage baggage,
        @Nullable Suspended suspended,
        @Nullable Suspended replaced,
        @Nullable MountedScope scope) {
      super(borrowed, baggage);
      this.suspended = suspended;
      this.replaced = replaced;
      this.scope = scope;
    }

    @Override
    @Nullable
    Suspended suspended() {
      return suspended;
    }

    @Override
    @Nullable
    Suspended replaced() {
      return replaced;
    }

    @Override
    @Nullable
    MountedScope scope() {
      return scope;
    }
  }
}
