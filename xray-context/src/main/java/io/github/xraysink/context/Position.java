// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import io.github.xraysink.context.Frame.Suspended;
import io.github.xraysink.context.entity.LiveEntity;
import org.jspecify.annotations.Nullable;

/**
 * Where each thread is in which trace: the current entity, and whether the thread owns that
 * position or borrowed it.
 *
 * <p>A position comes from beginning something on the thread, from {@code setTraceEntity}, or from
 * a mount ({@link #mount}) which remembers the entity it borrowed as the floor of this run. The
 * thread may end what lies below its floor and what has nothing to do with it, but neither the
 * floor nor anything above.
 *
 * <p>The thread-local holds an array of the JDK's and, between two tasks, nothing of ours in it, so
 * no class loader stays reachable through a pool's threads.
 */
final class Position {

  private static final ThreadLocal<@Nullable Object @Nullable []> SLOTS = new ThreadLocal<>();

  private static final int CURRENT = 0;
  private static final int FRAME = 1;
  private static final int SIZE = 2;

  /** Stands on top while the SDK's own recorder ends a segment; see {@link #coverWhileSdkEnds}. */
  private static final Entity COVER = cover();

  @SuppressWarnings("NullAway") // nobody asks the cover for its recorder
  private static Entity cover() {
    return Segment.noOp(TraceID.invalid(), null);
  }

  private Position() {}

  private static @Nullable Object[] slots() {
    @Nullable Object[] slots = SLOTS.get();
    if (slots == null) {
      slots = new Object[SIZE];
      SLOTS.set(slots);
    }
    return slots;
  }

  /** What is in a slot. A cast of ours to an interface costs more than the rest of a look. */
  private static @Nullable Entity entity(@Nullable Object current) {
    return current instanceof LiveEntity ours ? ours : (Entity) current;
  }

  private static @Nullable Frame frame(@Nullable Object[] slots) {
    return (Frame) slots[FRAME];
  }

  private static void stand(
      @Nullable Object[] slots, @Nullable Entity current, @Nullable Frame frame) {
    slots[CURRENT] = current;
    slots[FRAME] = frame;
  }

  /** A write costs more than a look, and without a position there is nothing to change. */
  private static void putFrame(@Nullable Object[] slots, @Nullable Object frame) {
    if (slots[FRAME] != frame) {
      slots[FRAME] = frame;
    }
  }

  // --- reading ---

  /** The current entity of this thread: where the next subsegment would hang. */
  static @Nullable Entity current() {
    return current(SLOTS.get());
  }

  /** What the thread that calls has, for the questions below; {@code null} if it never had any. */
  static @Nullable Object @Nullable [] ofThisThread() {
    return SLOTS.get();
  }

  static boolean isOfThisThread(@Nullable Object[] slots) {
    return SLOTS.get() == slots;
  }

  /** As {@link #current()}, of a thread that calls and has looked itself up already. */
  static @Nullable Entity current(@Nullable Object @Nullable [] slots) {
    if (slots == null) {
      return null;
    }
    Object current = slots[CURRENT];
    if (current == null || !isOver(current) || current == Frame.borrowedIn(frame(slots))) {
      return entity(current);
    }
    return fallBack(slots, (Entity) current);
  }

  /** Whether the thread that calls may end {@code current}, which is its current entity. */
  static boolean owns(@Nullable Object @Nullable [] slots, Entity current) {
    return slots != null && !isAtOrAbove(current, Frame.borrowedIn(frame(slots)));
  }

  /** Whether the current position was borrowed by a mount, or lies below one that was. */
  static boolean borrowed() {
    @Nullable Object[] slots = SLOTS.get();
    return slots != null && Frame.borrowedIn(frame(slots)) != null;
  }

  private static boolean isOver(Object entity) {
    return entity instanceof LiveEntity ours ? ours.isOver() : isForeignOver((Entity) entity);
  }

  /** No-op entities of the SDK say that they are not in progress, and never end. */
  private static boolean isForeignOver(Entity entity) {
    return !entity.isInProgress() && isRecording(entity);
  }

  static boolean isRecording(Entity entity) {
    return entity instanceof Segment segment
        ? segment.isRecording()
        : entity instanceof Subsegment subsegment && subsegment.isRecording();
  }

  private static boolean isAtOrAbove(Entity entity, @Nullable Entity floor) {
    for (Entity at = floor; at != null; at = parentOf(at)) {
      if (at == entity) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBelow(Entity entity, Entity floor) {
    for (Entity at = parentOf(entity); at != null; at = parentOf(at)) {
      if (at == floor) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Entity parentOf(Entity entity) {
    Entity parent = entity.getParent();
    return parent == entity ? null : parent;
  }

  // --- moving ---

  /** A subsegment has begun below the current entity. */
  static void beganBelow(Entity subsegment) {
    @Nullable Object[] slots = slots();
    Entity before = entity(slots[CURRENT]);
    slots[CURRENT] = subsegment;
    Listeners.moved(before, subsegment);
  }

  /**
   * A segment has begun, on top of whatever is current, which is suspended until the segment ends.
   */
  static void beganSegment(Entity segment) {
    @Nullable Object[] slots = slots();
    Entity before = current(slots);
    Frame frame = frame(slots);
    if (before != null) {
      Suspended suspended =
          new Suspended(before, Frame.borrowedIn(frame), Frame.suspendedIn(frame), segment);
      stand(slots, segment, Frame.of(frame, null, suspended, Frame.replacedIn(frame)));
    } else {
      stand(slots, segment, Frame.withBorrowed(frame, null));
    }
    Listeners.moved(before, segment);
  }

  /**
   * {@code entity} has ended on this thread: leave it, if the thread is there and owns the
   * position.
   */
  static void ended(Entity entity) {
    @Nullable Object[] slots = SLOTS.get();
    if (slots != null && slots[CURRENT] == entity && Frame.borrowedIn(frame(slots)) != entity) {
      fallBack(slots, entity);
    }
  }

  /**
   * {@code segment} was ended as the current one: leave it, also where something below it is
   * current still.
   */
  static void leave(Entity segment) {
    @Nullable Object[] slots = SLOTS.get();
    Entity current = slots == null ? null : entity(slots[CURRENT]);
    if (slots != null && current != null && current.getParentSegment() == segment) {
      Listeners.moved(current, resume(slots, segment));
    }
  }

  /**
   * From an entity that is over to the nearest open ancestor, the floor, or what was suspended;
   * tells listeners.
   */
  private static @Nullable Entity fallBack(@Nullable Object[] slots, Entity over) {
    Entity next = fallBackSilently(slots, over);
    Listeners.moved(over, next);
    return next;
  }

  private static @Nullable Entity fallBackSilently(@Nullable Object[] slots, Entity over) {
    Entity floor = Frame.borrowedIn(frame(slots));
    Entity at = over;
    for (Entity next = parentOf(over); next != null; next = parentOf(next)) {
      if (next == floor || !isOver(next)) {
        slots[CURRENT] = next;
        return next;
      }
      at = next;
    }
    return resume(slots, at);
  }

  /**
   * Brings back what {@code segment} suspended on this thread; nothing if it suspended nothing
   * here.
   */
  private static @Nullable Entity resume(@Nullable Object[] slots, Entity segment) {
    Frame frame = frame(slots);
    Suspended suspended = Frame.suspendedIn(frame);
    if (suspended == null || suspended.by() != segment) {
      stand(slots, null, Frame.withBorrowed(frame, null));
      return null;
    }
    Entity resumed = suspended.current();
    bringBack(slots, suspended);
    return resumed == null || resumed == suspended.borrowed() || !isOver(resumed)
        ? resumed
        : fallBackSilently(slots, resumed);
  }

  private static void bringBack(@Nullable Object[] slots, Suspended suspended) {
    Frame frame = frame(slots);
    stand(
        slots,
        suspended.current(),
        Frame.of(frame, suspended.borrowed(), suspended.outer(), Frame.replacedIn(frame)));
  }

  /**
   * The application, or an interceptor of the SDK, says where the thread is. Hands ownership over,
   * unless it only moves within the line of the borrowed entity: interceptors get, begin and set
   * back around every call.
   */
  static void set(@Nullable Entity entity) {
    if (entity == null) {
      clear();
      return;
    }
    @Nullable Object[] slots = slots();
    Entity before = entity(slots[CURRENT]);
    Frame frame = frame(slots);
    Entity floor = Frame.borrowedIn(frame);
    boolean within = floor == null || isAtOrAbove(entity, floor) || isBelow(entity, floor);
    Frame next = within ? frame : Frame.withBorrowed(frame, null);
    if (entity instanceof Segment && !(entity instanceof LiveEntity)) {
      Suspended replaced = new Suspended(before, floor, Frame.suspendedIn(frame), entity);
      next = Frame.of(frame, Frame.borrowedIn(next), Frame.suspendedIn(frame), replaced);
    }
    stand(slots, entity, next);
    Listeners.moved(before, entity);
  }

  /** Empties the position, or takes away the {@linkplain #coverWhileSdkEnds cover}. */
  static void clear() {
    @Nullable Object[] slots = SLOTS.get();
    if (slots == null) {
      return;
    }
    Frame frame = frame(slots);
    Suspended suspended = Frame.suspendedIn(frame);
    if (slots[CURRENT] == COVER && suspended != null) {
      bringBack(slots, suspended);
      return;
    }
    Entity before = entity(slots[CURRENT]);
    stand(slots, null, Frame.of(frame, null, null, null));
    Listeners.moved(before, null);
  }

  // --- living with the SDK's own recorder ---

  /**
   * The SDK's recorder has set its own segment current and now asks the context to begin it: put
   * ours in its place, on top of what was there before. Listeners have been told by the recorder.
   */
  static void replaceSdkSegment(Entity theirs, Entity ours) {
    @Nullable Object[] slots = slots();
    Frame frame = frame(slots);
    Suspended suspended = Frame.suspendedIn(frame);
    Suspended before = Frame.replacedIn(frame);
    if (before != null && before.by() == theirs) {
      boolean nested = before.current() != null && before.current() != theirs;
      suspended = nested
          ? new Suspended(before.current(), before.borrowed(), before.outer(), ours)
          : before.outer();
      before = null;
    }
    stand(slots, ours, Frame.of(frame, null, suspended, before));
  }

  /** What was current before the SDK's recorder set {@code theirs}, which is to be replaced. */
  static @Nullable Entity beneath(Entity theirs) {
    Suspended before = Frame.replacedIn(frame(slots()));
    return before != null && before.by() == theirs ? before.current() : null;
  }

  /**
   * Hides the position until the next {@link #clear}. After asking the context to end a segment,
   * the SDK's recorder ends whatever is current itself; it only clears when that does not record.
   */
  static void coverWhileSdkEnds() {
    @Nullable Object[] slots = slots();
    Frame frame = frame(slots);
    Suspended covered = new Suspended(
        entity(slots[CURRENT]), Frame.borrowedIn(frame), Frame.suspendedIn(frame), COVER);
    stand(slots, COVER, Frame.of(frame, null, covered, Frame.replacedIn(frame)));
  }

  // --- baggage ---

  static Baggage baggage() {
    Baggage baggage = baggageOrNull();
    return baggage == null ? Baggage.empty() : baggage;
  }

  /** {@code null} if this thread carries none; never an empty one. */
  static @Nullable Baggage baggageOrNull() {
    return baggageOrNull(SLOTS.get());
  }

  static @Nullable Baggage baggageOrNull(@Nullable Object @Nullable [] slots) {
    Frame frame = slots == null ? null : frame(slots);
    return frame == null ? null : frame.baggageOrNull();
  }

  // --- mounting ---

  /**
   * Makes {@code entity} current on this thread within {@code frame}, hiding all that was there.
   *
   * @param entity {@code null} for no position
   * @return what puts back exactly what was there
   */
  static Mount mount(@Nullable Entity entity, @Nullable Frame frame) {
    @Nullable Object[] slots = slots();
    Mount mount = new Mount(slots);
    enter(slots, entity, frame);
    return mount;
  }

  /** What this thread has now, to be put back later whatever happens in between. */
  static Mount remember() {
    return new Mount(slots());
  }

  /** As {@link #mount}, until the scope is closed. */
  static TraceScope open(@Nullable Entity entity, @Nullable Baggage baggage) {
    @Nullable Object[] slots = slots();
    MountedScope scope = new MountedScope(slots, slots[CURRENT], frame(slots), entity, baggage);
    enter(slots, entity, scope);
    return scope;
  }

  /** Changes the baggage only, and leaves the position as it is, until the scope is closed. */
  static TraceScope carry(Baggage baggage) {
    @Nullable Object[] slots = slots();
    MountedScope scope = new MountedScope.OfBaggage(
        slots, slots[CURRENT], frame(slots), baggage.isEmpty() ? null : baggage);
    slots[FRAME] = scope;
    return scope;
  }

  private static void enter(
      @Nullable Object[] slots, @Nullable Entity entity, @Nullable Frame frame) {
    Object before = slots[CURRENT];
    putFrame(slots, frame);
    if (before != entity) {
      slots[CURRENT] = entity;
      Listeners.moved(entity(before), entity);
    }
  }

  static @Nullable MountedScope innermostScope(@Nullable Object[] slots) {
    return Frame.scopeIn(frame(slots));
  }

  /** Puts back what the calling thread had, whatever has become of it in between. */
  static void putBack(@Nullable Object[] slots, @Nullable Object current, @Nullable Object frame) {
    Object left = slots[CURRENT];
    putFrame(slots, frame);
    if (left != current) {
      slots[CURRENT] = current;
    }
    Object back = current;
    if (back != null && isOver(back) && back != Frame.borrowedIn((Frame) frame)) {
      back = fallBackSilently(slots, (Entity) back);
    }
    if (left != back) {
      Listeners.moved(entity(left), entity(back));
    }
  }

  /** What a thread had before a mount. For the thread that mounted only. */
  static final class Mount {
    private final @Nullable Object[] slots;
    private final @Nullable Object current;
    private final @Nullable Object frame;

    Mount(@Nullable Object[] slots) {
      this.slots = slots;
      this.current = slots[CURRENT];
      this.frame = slots[FRAME];
    }

    void putBack() {
      Position.putBack(slots, current, frame);
    }

    boolean onThisThread() {
      return isOfThisThread(slots);
    }
  }
}
