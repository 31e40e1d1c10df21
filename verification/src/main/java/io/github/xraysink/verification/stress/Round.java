// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.stress;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.listeners.SegmentListener;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.EntityView;
import io.github.xraysink.emit.Handover;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One segment with what is below it, raced once. Knows in how many documents each entity arrived,
 * and below which parent.
 *
 * <p>Entity 0 is the segment. Begun by whatever thread makes the round; that thread is left without
 * a position.
 */
final class Round {

  private static final String KEY = "round";
  /** What {@link #verdict} says when all is well. */
  static final String EACH_ONCE = "each once";

  private final Xraysink xraysink;
  private final String[] names;
  private final int[] parents;
  private final AtomicReferenceArray<@Nullable Entity> entities;
  private final AtomicIntegerArray complete;
  private final AtomicIntegerArray inProgress;
  private final AtomicIntegerArray endsHeard;
  private final AtomicReferenceArray<@Nullable String> arrivedBelow;

  /**
   * Begins the segment.
   *
   * @param names of the segment and of all subsegments to come; different from each other
   */
  Round(Xraysink xraysink, String... names) {
    this.xraysink = xraysink;
    this.names = names.clone();
    this.parents = new int[names.length];
    this.entities = new AtomicReferenceArray<>(names.length);
    this.complete = new AtomicIntegerArray(names.length);
    this.inProgress = new AtomicIntegerArray(names.length);
    this.endsHeard = new AtomicIntegerArray(names.length);
    this.arrivedBelow = new AtomicReferenceArray<>(names.length);
    Segment segment = xraysink.recorder().beginSegment(names[0]);
    xraysink.recorder().clearTraceEntity();
    segment.putMetadata(KEY, this);
    entities.set(0, segment);
  }

  /** The round that an entity belongs to. */
  static Round of(Entity entity) {
    return (Round) entity.getParentSegment().getMetadata().get("default").get(KEY);
  }

  Xraysink xraysink() {
    return xraysink;
  }

  Segment segment() {
    return (Segment) get(0);
  }

  Entity get(int number) {
    Entity entity = entities.get(number);
    if (entity == null) {
      throw new IllegalStateException(names[number] + " has not begun");
    }
    return entity;
  }

  /** Begins entity {@code number} below entity {@code parent}, on the calling thread. */
  Subsegment begin(int number, int parent) {
    parents[number] = parent;
    Supplier<Subsegment> begin = () -> xraysink.recorder().beginSubsegment(names[number]);
    Subsegment begun = TraceSnapshot.of(get(parent)).wrap(begin).get();
    entities.set(number, begun);
    return begun;
  }

  void end(int number) {
    if (get(number) instanceof Subsegment subsegment) {
      subsegment.close();
    } else {
      segment().close();
    }
  }

  /**
   * Does what an emitter does with an entity: takes it, and counts the document if there is one,
   * with all inside.
   *
   * @return whether there was one to take
   */
  static boolean take(Entity entity) {
    EntityView top = ((Handover) entity).take();
    if (top != null) {
      of(entity).arrived(top, top.parentId());
    }
    return top != null;
  }

  private void arrived(EntityView view, @Nullable String below) {
    int number = numberOf(view.name());
    if (view.inProgress()) {
      inProgress.incrementAndGet(number);
    } else {
      complete.incrementAndGet(number);
      arrivedBelow.set(number, below);
    }
    for (EntityView child : view.children()) {
      arrived(child, view.id());
    }
  }

  private int numberOf(String name) {
    for (int number = 0; number < names.length; number++) {
      if (names[number].equals(name)) {
        return number;
      }
    }
    throw new IllegalArgumentException(name);
  }

  /** In how many in-progress documents the entity arrived. */
  int reportsOf(int number) {
    return inProgress.get(number);
  }

  /** How often the listener heard that the entity has ended. */
  int endsHeardOf(int number) {
    return endsHeard.get(number);
  }

  /**
   * What became of the entities: {@link #EACH_ONCE}, or what is wrong with which of them: lost,
   * twice, or astray, which is below somebody else than the parent it began under.
   */
  String verdict() {
    List<String> wrong = new ArrayList<>(0);
    for (int number = 0; number < names.length; number++) {
      int documents = complete.get(number);
      if (documents == 0) {
        wrong.add("lost " + names[number]);
      } else if (documents > 1) {
        wrong.add("twice " + names[number]);
      } else if (number > 0 && !get(parents[number]).getId().equals(arrivedBelow.get(number))) {
        wrong.add("astray " + names[number]);
      }
    }
    return wrong.isEmpty() ? EACH_ONCE : String.join(", ", wrong);
  }

  /** Counts the ends it hears of. */
  static final class Ears implements SegmentListener {

    @Override
    public void afterEndSegment(Segment segment) {
      heard(segment);
    }

    @Override
    public void afterEndSubsegment(Subsegment subsegment) {
      heard(subsegment);
    }

    private static void heard(Entity entity) {
      Round round = of(entity);
      round.endsHeard.incrementAndGet(round.numberOf(entity.getName()));
    }
  }
}
