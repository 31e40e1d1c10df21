// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides who sends an entity: the part of {@link LiveEntity} that must be right when threads race.
 *
 * <p>An entity ends once: one thread wins its state, and publishes the end when all about it is
 * written. It then offers itself to its parent's list of completed children. The list is a stack of
 * entities linked through themselves, and it is closed for good by whoever takes it for a document.
 * So either the child gets onto the list before, and travels in that document, or it finds the list
 * closed and is sent on its own. There is no third way and no lock.
 *
 * <pre>
 *   OPEN ──► ENDING ──► ENDED ──► CLAIMED ──► TAKEN    sent on its own: top of a document
 *    │         ▲          │
 *    └► LATE ──┘          └─────────────────► TAKEN    travels inside the document of an ancestor
 * </pre>
 *
 * LATE is OPEN after the segment has ended: the segment counts these, to know when nobody needs it
 * any more.
 */
abstract sealed class Completion permits LiveEntity {

  static final int OPEN = 0;
  static final int LATE = 1;
  static final int ENDING = 2;
  static final int ENDED = 3;
  static final int CLAIMED = 4;
  static final int TAKEN = 5;

  private static final Object CLOSED = new Object();
  private static final VarHandle STATE;
  private static final VarHandle COMPLETED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Completion.class, "state", int.class);
      COMPLETED = lookup.findVarHandle(Completion.class, "completed", Object.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private volatile int state;
  // Top of the stack of completed children, null, or CLOSED.
  private volatile @Nullable Object completed;
  // Below me on my parent's stack; after claiming, my next sibling. Written before the stack is
  // published.
  private @Nullable LiveEntity next;
  // How many entities the stack holds from me downwards, as far as known when I was put there.
  private int stacked;
  // Never ends: a facade, or a copy of an open entity. Set before anybody else sees the entity.
  private boolean endless;
  // After claiming: the children in the order in which they ended.
  private @Nullable LiveEntity firstChild;

  Completion() {}

  private LiveEntity self() {
    return (LiveEntity) this;
  }

  final int state() {
    return state;
  }

  /** Whether the entity has not ended, as documents and the SDK see it. */
  public final boolean isInProgress() {
    return state < ENDED || endless;
  }

  /** Whether a thread that owns its position has no more business here. */
  public final boolean isOver() {
    return state >= ENDED;
  }

  /** Whether the entity is in a document that was handed to the emitter. */
  public final boolean isEmitted() {
    return state >= CLAIMED;
  }

  /** Whether the entity is to appear in a document. */
  abstract boolean isRecorded();

  /** Marks an open entity as one whose segment has ended. */
  final boolean becomeLate() {
    return STATE.compareAndSet(this, OPEN, LATE);
  }

  /**
   * Wins the right to end the entity: to tell listeners, set the end time, and send it.
   *
   * @return the state it left, or -1 if somebody else ends it or has ended it
   */
  final int becomeEnding() {
    for (; ; ) {
      int before = state;
      if (before >= ENDING) {
        return -1;
      }
      if (STATE.compareAndSet(this, before, ENDING)) {
        return before;
      }
    }
  }

  /**
   * Publishes the end, by whoever won {@link #becomeEnding}. Without a fence: what has to meet it
   * comes by the parent's list, whose compare-and-set follows.
   */
  final void becomeEnded() {
    STATE.setRelease(this, ENDED);
  }

  /** An entity that never ends and never is sent: children below it are sent on their own. */
  final void becomeFacade() {
    endless = true;
    completed = CLOSED;
    state = ENDED;
  }

  /** Makes a copy of an open entity ready to be handed over as it is. */
  final void becomePreliminary(@Nullable LiveEntity children) {
    endless = true;
    firstChild = children;
    completed = CLOSED;
    state = CLAIMED;
  }

  /**
   * Takes a child that has ended.
   *
   * @return how many entities wait here now, about; 0 if it is too late and the child must be sent
   *     on its own
   */
  final int accept(LiveEntity child) {
    Completion node = child;
    int weight = 1 + node.waiting();
    for (; ; ) {
      Object top = completed;
      if (top == CLOSED) {
        return 0;
      }
      LiveEntity below = (LiveEntity) top;
      node.next = below;
      node.stacked = weight + (below == null ? 0 : ((Completion) below).stacked);
      if (COMPLETED.compareAndSet(this, top, child)) {
        return node.stacked;
      }
    }
  }

  /** About how many completed entities wait below this one. */
  private int waiting() {
    return completed instanceof LiveEntity top ? ((Completion) top).stacked : 0;
  }

  /**
   * Empties the list of completed children and leaves it open; gives them in the order in which
   * they ended.
   */
  final @Nullable LiveEntity takeCompleted() {
    for (; ; ) {
      Object top = completed;
      if (top == null || top == CLOSED) {
        return null;
      }
      if (COMPLETED.compareAndSet(this, top, null)) {
        return reversed((LiveEntity) top);
      }
    }
  }

  /** The next in a list given by {@link #takeCompleted}; cuts the link. */
  final @Nullable LiveEntity unlink() {
    LiveEntity following = next;
    next = null;
    return following;
  }

  /**
   * Makes this entity, which has ended, the top of a document, with all that is completed below it.
   *
   * @return how many entities the document carries
   */
  final int claim() {
    int count = 1 + claimBelow();
    self().sealDetails();
    // Last: whoever takes the entity from now on must find all of it.
    state = CLAIMED;
    return count;
  }

  /**
   * Claims what is below for a document that is not of this entity's own making, and closes the
   * list.
   */
  private int claimBelow() {
    firstChild = closeCompleted();
    return firstChild == null ? 0 : claimAll(firstChild);
  }

  /**
   * Claims a list of siblings and all that is completed below them. Not recursive: traces may be
   * deep.
   */
  static int claimAll(@Nullable LiveEntity first) {
    int count = 0;
    Deque<LiveEntity> lists = new ArrayDeque<>(4);
    LiveEntity entity = first;
    while (entity != null) {
      Completion current = entity;
      count++;
      current.state = TAKEN;
      current.firstChild = current.closeCompleted();
      entity.sealDetails();
      if (current.firstChild != null) {
        lists.push(current.firstChild);
      }
      entity = current.next != null ? current.next : lists.poll();
    }
    return count;
  }

  /**
   * Takes what has completed, in the order in which it ended; what completes later is sent on its
   * own.
   */
  final @Nullable LiveEntity closeCompleted() {
    Object top = COMPLETED.getAndSet(this, CLOSED);
    return top == null || top == CLOSED ? null : reversed((LiveEntity) top);
  }

  private static LiveEntity reversed(LiveEntity top) {
    LiveEntity done = null;
    LiveEntity rest = top;
    while (rest != null) {
      Completion node = rest;
      LiveEntity following = node.next;
      node.next = done;
      done = rest;
      rest = following;
    }
    return done == null ? top : done;
  }

  /** Gives a claimed entity away, once. */
  final boolean give() {
    return STATE.compareAndSet(this, CLAIMED, TAKEN);
  }

  /** What travels inside the document of this entity, once claimed. */
  final List<LiveEntity> claimedChildren() {
    LiveEntity child = firstChild;
    if (child == null) {
      return List.of();
    }
    List<LiveEntity> children = new ArrayList<>();
    while (child != null) {
      children.add(child);
      child = ((Completion) child).next;
    }
    return children;
  }

  /** What has completed and not been claimed. A race with a claim may give an empty list. */
  final List<LiveEntity> waitingChildren() {
    List<LiveEntity> children = new ArrayList<>();
    LiveEntity child = completed instanceof LiveEntity top ? top : null;
    while (child != null) {
      children.add(child);
      child = ((Completion) child).next;
    }
    return children;
  }

  /** Takes one child out of the document, for an emitter that cuts documents by itself. */
  final void dropClaimedChild(LiveEntity dropped) {
    LiveEntity previous = null;
    for (LiveEntity child = firstChild; child != null; child = ((Completion) child).next) {
      if (child == dropped) {
        relink(previous, ((Completion) child).next);
        return;
      }
      previous = child;
    }
  }

  private void relink(@Nullable LiveEntity previous, @Nullable LiveEntity following) {
    if (previous == null) {
      firstChild = following;
    } else {
      ((Completion) previous).next = following;
    }
  }
}
