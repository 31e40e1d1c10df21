// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
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
  private static final int FLOOR = 1;
  private static final int SUSPENDED = 2;
  private static final int REPLACED = 3;
  private static final int BAGGAGE = 4;
  private static final int SCOPE = 5;
  private static final int SIZE = 6;

  /** Stands on top while the SDK's own recorder ends a segment; see {@link #coverWhileSdkEnds}. */
  private static final Entity COVER = cover();

  @SuppressWarnings("NullAway") // nobody asks the cover for its recorder
  private static Entity cover() {
    return Segment.noOp(TraceID.invalid(), null);
  }

  /** What a segment begun on top of something found there, to be brought back when it ends. */
  private record Suspended(
      @Nullable Object current,
      @Nullable Object floor,
      @Nullable Object outer,
      Entity by) {}

  private Position() {}

  private static @Nullable Object[] slots() {
    @Nullable Object[] slots = SLOTS.get();
    if (slots == null) {
      slots = new Object[SIZE];
      SLOTS.set(slots);
    }
    return slots;
  }

  /** Most slots hardly ever change, and looking at one costs a fraction of writing it. */
  private static void put(@Nullable Object[] slots, int slot, @Nullable Object value) {
    if (slots[slot] != value) {
      slots[slot] = value;
    }
  }

  // --- reading ---

  /** The current entity of this thread: where the next subsegment would hang. */
  static @Nullable Entity current() {
    @Nullable Object[] slots = SLOTS.get();
    if (slots == null) {
      return null;
    }
    Object current = slots[CURRENT];
    if (current == null || current == slots[FLOOR] || !isOver(current)) {
      return (Entity) current;
    }
    return fallBack(slots, (Entity) current);
  }

  /** Whether the thread may end {@code current}, which is its current entity. */
  static boolean owns(Entity current) {
    @Nullable Object[] slots = slots();
    return !isAtOrAbove(current, (Entity) slots[FLOOR]);
  }

  /** Whether the current position was borrowed by a mount, or lies below one that was. */
  static boolean borrowed() {
    @Nullable Object[] slots = SLOTS.get();
    return slots != null && slots[FLOOR] != null;
  }

  // Takes an Object: what is in a slot need not be cast to an interface, which costs more than the
  // rest of this.
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
    Entity before = (Entity) slots[CURRENT];
    slots[CURRENT] = subsegment;
    Listeners.moved(before, subsegment);
  }

  /**
   * A segment has begun, on top of whatever is current, which is suspended until the segment ends.
   */
  static void beganSegment(Entity segment) {
    Entity before = current();
    @Nullable Object[] slots = slots();
    if (before != null) {
      slots[SUSPENDED] = new Suspended(before, slots[FLOOR], slots[SUSPENDED], segment);
    }
    slots[CURRENT] = segment;
    slots[FLOOR] = null;
    Listeners.moved(before, segment);
  }

  /**
   * {@code entity} has ended on this thread: leave it, if the thread is there and owns the
   * position.
   */
  static void ended(Entity entity) {
    @Nullable Object[] slots = SLOTS.get();
    if (slots != null && slots[CURRENT] == entity && slots[FLOOR] != entity) {
      fallBack(slots, entity);
    }
  }

  /**
   * {@code segment} was ended as the current one: leave it, also where something below it is
   * current still.
   */
  static void leave(Entity segment) {
    @Nullable Object[] slots = SLOTS.get();
    Entity current = slots == null ? null : (Entity) slots[CURRENT];
    if (slots != null && current != null && current.getParentSegment() == segment) {
      Listeners.moved(current, resume(slots, segment));
    }
  }

  /**
   * From an entity that is over to the nearest open ancestor, the floor, or what was suspended;
   * tells listeners.
   */
  private static @Nullable Entity fallBack(@Nullable Object[] slots, Entity over) {
    Entity floor = (Entity) slots[FLOOR];
    Entity at = over;
    Entity next = parentOf(over);
    while (next != null && next != floor && isOver(next)) {
      at = next;
      next = parentOf(next);
    }
    if (next != null) {
      slots[CURRENT] = next;
    } else {
      next = resume(slots, at);
    }
    Listeners.moved(over, next);
    return next;
  }

  /**
   * Brings back what {@code segment} suspended on this thread; nothing if it suspended nothing
   * here.
   */
  private static @Nullable Entity resume(@Nullable Object[] slots, Entity segment) {
    if (slots[SUSPENDED] instanceof Suspended suspended && suspended.by() == segment) {
      putBack(slots, suspended);
      Entity resumed = (Entity) slots[CURRENT];
      return resumed == null || resumed == slots[FLOOR] || !isOver(resumed)
          ? resumed
          : fallBackSilently(slots, resumed);
    }
    slots[CURRENT] = null;
    slots[FLOOR] = null;
    return null;
  }

  private static @Nullable Entity fallBackSilently(@Nullable Object[] slots, Entity over) {
    Entity at = over;
    for (Entity next = parentOf(over); next != null; next = parentOf(next)) {
      if (next == slots[FLOOR] || !isOver(next)) {
        slots[CURRENT] = next;
        return next;
      }
      at = next;
    }
    return resume(slots, at);
  }

  private static void putBack(@Nullable Object[] slots, Suspended suspended) {
    slots[CURRENT] = suspended.current();
    slots[FLOOR] = suspended.floor();
    slots[SUSPENDED] = suspended.outer();
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
    Entity before = (Entity) slots[CURRENT];
    Entity floor = (Entity) slots[FLOOR];
    if (floor != null && !isAtOrAbove(entity, floor) && !isBelow(entity, floor)) {
      slots[FLOOR] = null;
    }
    if (entity instanceof Segment && !(entity instanceof LiveEntity)) {
      slots[REPLACED] = new Suspended(before, floor, slots[SUSPENDED], entity);
    }
    slots[CURRENT] = entity;
    Listeners.moved(before, entity);
  }

  /** Empties the position, or takes away the {@linkplain #coverWhileSdkEnds cover}. */
  static void clear() {
    @Nullable Object[] slots = SLOTS.get();
    if (slots == null) {
      return;
    }
    if (slots[CURRENT] == COVER && slots[SUSPENDED] instanceof Suspended covered) {
      putBack(slots, covered);
      return;
    }
    Entity before = (Entity) slots[CURRENT];
    slots[CURRENT] = null;
    slots[FLOOR] = null;
    slots[SUSPENDED] = null;
    slots[REPLACED] = null;
    Listeners.moved(before, null);
  }

  // --- living with the SDK's own recorder ---

  /**
   * The SDK's recorder has set its own segment current and now asks the context to begin it: put
   * ours in its place, on top of what was there before. Listeners have been told by the recorder.
   */
  static void replaceSdkSegment(Entity theirs, Entity ours) {
    @Nullable Object[] slots = slots();
    if (slots[REPLACED] instanceof Suspended before && before.by() == theirs) {
      boolean nested = before.current() != null && before.current() != theirs;
      slots[SUSPENDED] = nested
          ? new Suspended(before.current(), before.floor(), before.outer(), ours)
          : before.outer();
      slots[REPLACED] = null;
    }
    slots[CURRENT] = ours;
    slots[FLOOR] = null;
  }

  /** What was current before the SDK's recorder set {@code theirs}, which is to be replaced. */
  static @Nullable Entity beneath(Entity theirs) {
    return slots()[REPLACED] instanceof Suspended before && before.by() == theirs
        ? (Entity) before.current()
        : null;
  }

  /**
   * Hides the position until the next {@link #clear}. After asking the context to end a segment,
   * the SDK's recorder ends whatever is current itself; it only clears when that does not record.
   */
  static void coverWhileSdkEnds() {
    @Nullable Object[] slots = slots();
    slots[SUSPENDED] = new Suspended(slots[CURRENT], slots[FLOOR], slots[SUSPENDED], COVER);
    slots[CURRENT] = COVER;
    slots[FLOOR] = null;
  }

  // --- baggage ---

  static Baggage baggage() {
    Baggage baggage = baggageOrNull();
    return baggage == null ? Baggage.empty() : baggage;
  }

  /** {@code null} if this thread carries none; never an empty one. */
  static @Nullable Baggage baggageOrNull() {
    @Nullable Object[] slots = SLOTS.get();
    return slots == null ? null : (Baggage) slots[BAGGAGE];
  }

  // --- mounting ---

  /**
   * Makes {@code entity} the borrowed position of this thread, hiding all that was there.
   *
   * @param entity {@code null} for no position
   * @return what puts back exactly what was there
   */
  static Mount mount(@Nullable Entity entity, @Nullable Baggage baggage) {
    @Nullable Object[] slots = slots();
    Mount mount = new Mount(slots);
    Object before = slots[CURRENT];
    put(slots, FLOOR, entity);
    put(slots, SUSPENDED, null);
    put(slots, REPLACED, null);
    put(slots, BAGGAGE, baggage);
    if (before != entity) {
      slots[CURRENT] = entity;
      Listeners.moved((Entity) before, entity);
    }
    return mount;
  }

  /** What this thread has now, to be put back later whatever happens in between. */
  static Mount remember() {
    return new Mount(slots());
  }

  /** Changes the baggage only, and leaves the position as it is. */
  static Mount carry(Baggage baggage) {
    @Nullable Object[] slots = slots();
    Mount mount = new Mount(slots);
    slots[BAGGAGE] = baggage.isEmpty() ? null : baggage;
    return mount;
  }

  /** What a thread had before a mount. For the thread that mounted only. */
  static final class Mount {
    private final @Nullable Object[] slots;
    private final @Nullable Object current;
    private final @Nullable Object floor;
    private final @Nullable Object suspended;
    private final @Nullable Object replaced;
    private final @Nullable Object baggage;
    private final @Nullable Object scope;

    Mount(@Nullable Object[] slots) {
      this.slots = slots;
      this.current = slots[CURRENT];
      this.floor = slots[FLOOR];
      this.suspended = slots[SUSPENDED];
      this.replaced = slots[REPLACED];
      this.baggage = slots[BAGGAGE];
      this.scope = slots[SCOPE];
    }

    /** Puts it back, whatever has become of the position in between. */
    void putBack() {
      Object left = slots[CURRENT];
      put(slots, CURRENT, current);
      put(slots, FLOOR, floor);
      put(slots, SUSPENDED, suspended);
      put(slots, REPLACED, replaced);
      put(slots, BAGGAGE, baggage);
      put(slots, SCOPE, scope);
      Object back = current;
      if (back != null && back != floor && isOver(back)) {
        back = fallBackSilently(slots, (Entity) back);
      }
      if (left != back) {
        Listeners.moved((Entity) left, (Entity) back);
      }
    }

    boolean onThisThread() {
      return SLOTS.get() == slots;
    }

    /** Remembers {@code innermost} as the scope that is open on this thread. */
    void open(Object innermost) {
      slots[SCOPE] = innermost;
    }

    @Nullable
    Object innermostScope() {
      return slots[SCOPE];
    }

    @Nullable
    Object outerScope() {
      return scope;
    }
  }
}
