// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides how many entities an emitter holds, and who counts them in the end. One atomic number, so
 * that an entity which was let in is either released by who sent or dropped it, or counted by who
 * abandoned the emitter, never both.
 */
final class Admission {

  private static final long CLOSED = 1L << 62;
  private static final long ABANDONED = 1L << 61;
  private static final long COUNT = ABANDONED - 1;

  /** What became of a request to be let in. */
  enum Answer {
    ADMITTED,
    FULL,
    CLOSED
  }

  private final int capacity;
  private final AtomicLong state = new AtomicLong();

  Admission(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Lets {@code entities} in if there is room; a tree larger than the capacity only if nothing else
   * is held.
   */
  Answer admit(int entities) {
    while (true) {
      long now = state.get();
      if ((now & CLOSED) != 0) {
        return Answer.CLOSED;
      }
      if (now + entities > capacity && now > 0) {
        return Answer.FULL;
      }
      if (state.compareAndSet(now, now + entities)) {
        return Answer.ADMITTED;
      }
    }
  }

  /** Lets in what belongs to a tree that is in already, but was not counted when it came. */
  void admitMore(int entities) {
    state.getAndUpdate(now -> (now & ABANDONED) == 0 ? now + entities : now);
  }

  /**
   * Lets go of entities that were sent or dropped.
   *
   * @return whether the caller is to count them; {@code false} if they have been counted as
   *     abandoned
   */
  boolean release(int entities) {
    while (true) {
      long now = state.get();
      if ((now & ABANDONED) != 0) {
        return false;
      }
      if (state.compareAndSet(now, now - entities)) {
        return true;
      }
    }
  }

  /** Lets nothing in any more. */
  void close() {
    state.getAndUpdate(now -> now | CLOSED);
  }

  /** Gives up on everything held, and returns how much that is. */
  long abandon() {
    return state.getAndUpdate(now -> CLOSED | ABANDONED) & COUNT;
  }

  boolean closed() {
    return (state.get() & CLOSED) != 0;
  }

  boolean abandoned() {
    return (state.get() & ABANDONED) != 0;
  }

  /** How many entities are held. */
  long held() {
    return state.get() & COUNT;
  }
}
