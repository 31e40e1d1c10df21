// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import com.amazonaws.xray.entities.Subsegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The subsegments that have begun in one segment, so that those which never end can be found.
 *
 * <p>A stack linked through the subsegments themselves: beginning one costs a compare-and-set,
 * ending one costs nothing. Those that have ended are unlinked by a sweep once they may be the
 * majority, so the price of a sweep is shared by the subsegments it removes, however many are open
 * beside them. Only the top may change by pushing and only below the top by sweeping, which is why
 * the two do not disturb each other; sweeps exclude one another.
 */
final class OpenSubsegments {

  private static final int SWEEP_EVERY = 64;
  private static final VarHandle TOP;
  private static final VarHandle SWEEPING;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TOP = lookup.findVarHandle(OpenSubsegments.class, "top", LiveSubsegment.class);
      SWEEPING = lookup.findVarHandle(OpenSubsegments.class, "sweeping", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private volatile @Nullable LiveSubsegment top;

  @SuppressWarnings("unused") // through SWEEPING
  private volatile boolean sweeping;
  // Written by sweeps, read by pushes without order: a late look only moves the next sweep.
  private int sweepAt = SWEEP_EVERY;
  // Up to which number those begun were let go.
  private volatile int forgotten;

  /** Adds a subsegment that has begun. */
  void add(LiveSubsegment begun) {
    LiveSubsegment below;
    do {
      below = top;
      begun.begunBefore = below;
      begun.begunNumber = below == null ? 1 : below.begunNumber + 1;
    } while (!TOP.compareAndSet(this, below, begun));
    if (begun.begunNumber >= sweepAt) {
      sweep();
    }
  }

  /** How many subsegments have begun here. */
  int begun() {
    LiveSubsegment newest = top;
    return newest == null ? 0 : newest.begunNumber;
  }

  private boolean isHeld(LiveSubsegment begun) {
    return begun.begunNumber > forgotten;
  }

  /** Shows those that are open now, newest first. */
  void forEachOpen(Consumer<LiveSubsegment> action) {
    for (LiveSubsegment at = top; at != null && isHeld(at); at = at.begunBefore) {
      if (!at.isOver()) {
        action.accept(at);
      }
    }
  }

  /** How many are open now. */
  int countOpen() {
    int open = 0;
    for (LiveSubsegment at = top; at != null && isHeld(at); at = at.begunBefore) {
      open += at.isOver() ? 0 : 1;
    }
    return open;
  }

  /**
   * Lets go of all: nobody will look for the open ones any more. The newest stays, but only as what
   * the count goes on from.
   */
  void forget() {
    LiveSubsegment newest = top;
    if (newest != null) {
      newest.begunBefore = null;
      forgotten = newest.begunNumber;
    }
  }

  /**
   * Those right below {@code parent} that are open, waiting to be sent, or in its claimed document;
   * oldest first.
   */
  List<Subsegment> childrenOf(LiveEntity parent) {
    Set<LiveEntity> found = Collections.newSetFromMap(new IdentityHashMap<>());
    found.addAll(parent.claimedChildren());
    found.addAll(parent.waitingChildren());
    forEachOpen(child -> {
      if (child.getParent() == parent) {
        found.add(child);
      }
    });
    List<Subsegment> children = new ArrayList<>(found.size());
    for (LiveEntity child : found) {
      children.add((LiveSubsegment) child);
    }
    children.sort((a, b) -> Double.compare(a.getStartTime(), b.getStartTime()));
    return children;
  }

  private void sweep() {
    if (!SWEEPING.compareAndSet(this, false, true)) {
      return;
    }
    try {
      LiveSubsegment newest = top;
      if (newest != null) {
        sweepAt = Integer.MAX_VALUE;
        sweepAt = newest.begunNumber + SWEEP_EVERY + unlinkEndedBelow(newest);
      }
    } finally {
      SWEEPING.setVolatile(this, false);
    }
  }

  /** Unlinks those that have ended; returns how many are left. */
  private static int unlinkEndedBelow(LiveSubsegment newest) {
    int left = 0;
    LiveSubsegment keeper = newest;
    for (LiveSubsegment at = newest.begunBefore; at != null; at = at.begunBefore) {
      if (!at.isOver()) {
        keeper.begunBefore = at;
        keeper = at;
        left++;
      }
    }
    keeper.begunBefore = null;
    return left;
  }
}
