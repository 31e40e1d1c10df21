// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.emitters.Emitter;
import io.github.xraysink.emit.EntityView;
import io.github.xraysink.internal.Counters;
import io.github.xraysink.internal.Guard;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends the entities of one recorder, and sends each of them once.
 *
 * <p>A segment is sent when it ends, with what has completed below it. What is still open then is
 * sent on its own when it ends. Below an open entity at most
 * {@link LifecycleSettings#streamingThreshold} completed ones wait; beyond that they go ahead on
 * their own. Nothing here throws or blocks, and no lock is held while the emitter or a listener
 * runs.
 */
public final class Lifecycle {

  private final LifecycleSettings settings;
  private final Surroundings surroundings;
  private final Counters counters = new Counters();
  private final Ids ids = new Ids();
  private final ExceptionDescriptions exceptions = new ExceptionDescriptions();
  private final OpenSegments open;

  /** A lifecycle in which nothing has begun. */
  public Lifecycle(LifecycleSettings settings, Surroundings surroundings) {
    this.settings = settings;
    this.surroundings = surroundings;
    this.open = new OpenSegments(settings, counters, new InProgressReports(this));
  }

  // --- begin ---

  /**
   * Begins a segment.
   *
   * @param recorder whose emitter and strategies the segment uses
   * @param recorded whether its entities are kept for sending; without, it only carries ids and the
   *     decision
   */
  public LiveSegment beginSegment(AWSXRayRecorder recorder, SegmentStart start, boolean recorded) {
    LiveSegment segment = new LiveSegment(this, recorder, start, recorded);
    if (recorded && start.kind() != LiveSegment.Kind.FACADE) {
      open.hold(segment);
    }
    return segment;
  }

  /**
   * Begins a subsegment below {@code parent}, which may have ended.
   *
   * @param sampled {@code false} leaves it, and what will be below it, out of the trace
   */
  public LiveSubsegment beginSubsegment(LiveEntity parent, @Nullable String name, boolean sampled) {
    boolean recorded = sampled && parent.isRecorded();
    boolean kept = sampled && (recorded || !excluded(parent));
    LiveSubsegment subsegment = new LiveSubsegment(
        name, parent, kept, recorded, recorded ? settings.clock().nanos() : 0);
    if (recorded) {
      LiveSegment segment = parent.root();
      segment.open.add(subsegment);
      if (segment.isOver() && makeLate(segment, subsegment)) {
        open.hold(segment);
      }
    }
    return subsegment;
  }

  /** As {@link #beginSubsegment}, with the lifecycle that {@code parent} belongs to. */
  public static LiveSubsegment beginBelow(
      LiveEntity parent, @Nullable String name, boolean sampled) {
    return parent.root().lifecycle().beginSubsegment(parent, name, sampled);
  }

  private static boolean excluded(LiveEntity entity) {
    return entity instanceof LiveSubsegment subsegment && subsegment.excluded();
  }

  // --- end ---

  void end(LiveEntity entity) {
    int before = entity.becomeEnding();
    if (before < 0) {
      return;
    }
    if (surroundings.listens(entity)) {
      surroundings.ending(entity);
    }
    if (entity.isRecorded()) {
      entity.stop(settings.clock().nanos());
      if (settings.metadataAtEnd()) {
        entity.readMetadata();
      }
    }
    entity.becomeEnded();
    if (entity instanceof LiveSegment segment) {
      segmentEnded(segment);
    } else {
      subsegmentEnded((LiveSubsegment) entity, before);
    }
    surroundings.ended(entity);
  }

  private void segmentEnded(LiveSegment segment) {
    if (!segment.isRecorded()) {
      return;
    }
    // Whoever begins something below from now on sees the end, or we see what was begun.
    VarHandle.fullFence();
    // One too many while we look, so that nobody finds nobody late before we are through.
    segment.late.incrementAndGet();
    segment.open.forEachOpen(child -> makeLate(segment, child));
    send(segment);
    lateEnded(segment);
  }

  /**
   * Counts first: the child may end, and be counted off, as soon as it is marked. Whether it was
   * not marked before.
   */
  private boolean makeLate(LiveSegment segment, LiveSubsegment child) {
    segment.late.incrementAndGet();
    boolean marked = child.becomeLate();
    if (!marked) {
      lateEnded(segment);
    }
    return marked;
  }

  private void subsegmentEnded(LiveSubsegment subsegment, int before) {
    if (subsegment.isRecorded()) {
      LiveEntity parent = (LiveEntity) subsegment.getParent();
      int waiting = parent.accept(subsegment);
      if (waiting == 0) {
        send(subsegment);
      } else if (waiting > settings.streamingThreshold()) {
        stream(parent);
      }
    } else if (subsegment.wasBegunRecorded()) {
      discard(subsegment);
    }
    if (before == Completion.LATE) {
      lateEnded(subsegment.root());
    }
  }

  private void lateEnded(LiveSegment segment) {
    if (segment.late.decrementAndGet() == 0) {
      open.release(segment);
    }
  }

  // --- send ---

  /** Sends, each on its own, the completed entities that wait below an open one. */
  private void stream(LiveEntity parent) {
    LiveEntity child = parent.takeCompleted();
    while (child != null) {
      LiveEntity following = child.unlink();
      send(child);
      child = following;
    }
  }

  private void send(LiveEntity top) {
    if (!top.isSampled() || excludedAbove(top)) {
      discard(top);
      return;
    }
    top.claim();
    hand(top);
  }

  /** Whether somebody took an ancestor out of the trace after {@code entity} had begun. */
  private static boolean excludedAbove(LiveEntity entity) {
    LiveEntity at = entity;
    while (at instanceof LiveSubsegment subsegment) {
      if (subsegment.excluded()) {
        return true;
      }
      at = (LiveEntity) subsegment.getParent();
    }
    return false;
  }

  private static void discard(LiveEntity top) {
    LiveSegment segment = top.root();
    segment.discarded.addAndGet(top.claim());
    top.give();
  }

  /** Gives a claimed entity to the recorder's emitter; afterwards nobody else can have it. */
  void hand(LiveEntity top) {
    try {
      Emitter emitter = top.getCreator().getEmitter();
      if (top instanceof LiveSubsegment subsegment) {
        emitter.sendSubsegment(subsegment);
      } else {
        emitter.sendSegment((LiveSegment) top);
      }
    } catch (Throwable fault) {
      Guard.caught("hand a document to the emitter", fault);
    }
    top.give();
  }

  @Nullable
  EntityView take(LiveEntity top) {
    if (top.give()) {
      return top;
    }
    counters.refusedCopies.increment();
    return null;
  }

  // --- the recorder's view ---

  /**
   * How many sampled entities have begun so far; exact when none is beginning or ending at this
   * moment.
   */
  public long begun() {
    return open.begun();
  }

  /** How many entities are held because they have not ended. */
  public int openEntities() {
    return open.openEntities();
  }

  /**
   * Sends everything open as in progress, and holds nothing any more. Returns the names of what was
   * open.
   */
  public List<String> sendOpen() {
    return open.sendOpen(segment -> true);
  }

  /**
   * As {@link #sendOpen}, for some segments only, facades included; counts what it gives up.
   */
  public List<String> giveUp(Predicate<LiveSegment> which) {
    List<String> names = open.sendOpen(which);
    counters.forgotten.add(names.size());
    return names;
  }

  /** Stops the thread that watches over open entities. */
  public void stop() {
    open.stop();
  }

  /**
   * To be called after the process was restored from a snapshot: ids must differ from those of
   * other copies.
   */
  public void restored() {
    ids.forgetDrawn();
  }

  /** What this lifecycle met and kept back. */
  public Counters counters() {
    return counters;
  }

  TraceClock clock() {
    return settings.clock();
  }

  Ids ids() {
    return ids;
  }

  ExceptionDescriptions exceptions() {
    return exceptions;
  }

  Surroundings surroundings() {
    return surroundings;
  }
}
