// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Carries the position where Micrometer's context propagation carries thread-locals: through
 * Reactor with automatic propagation, Spring's {@code ContextPropagatingTaskDecorator}, and
 * whatever else uses it.
 *
 * <p>Found by Micrometer's registry through {@code META-INF/services}; nothing loads this class
 * where that library is absent.
 */
public final class TracePositionAccessor
    implements ThreadLocalAccessor<TracePositionAccessor.Carried> {

  /** The key under which Micrometer keeps the position. */
  public static final String KEY = "io.github.xraysink.position";

  /** Made by Micrometer's registry. */
  public TracePositionAccessor() {}

  /**
   * A position on its way: what to restore elsewhere, and what to put back on the thread it was
   * taken from.
   */
  public static final class Carried {
    private final TraceSnapshot snapshot;
    private final Position.Mount there;

    private Carried(TraceSnapshot snapshot, Position.Mount there) {
      this.snapshot = snapshot;
      this.there = there;
    }

    @Override
    public String toString() {
      return snapshot.toString();
    }
  }

  @Override
  public Object key() {
    return KEY;
  }

  /** The position of this thread; {@code null} if it has none. */
  @Override
  public @Nullable Carried getValue() {
    TraceSnapshot snapshot = TraceSnapshot.capture();
    return snapshot == TraceSnapshot.none() ? null : new Carried(snapshot, Position.remember());
  }

  /** Makes the carried position the borrowed one of this thread. */
  @Override
  public void setValue(Carried carried) {
    carried.snapshot.mount();
  }

  /** Takes the position from this thread. */
  @Override
  public void setValue() {
    TraceSnapshot.none().mount();
  }

  /**
   * Puts back what this thread had; if the value comes from another thread, borrows it from there.
   */
  @Override
  public void restore(Carried previous) {
    if (previous.there.onThisThread()) {
      previous.there.putBack();
    } else {
      setValue(previous);
    }
  }
}
