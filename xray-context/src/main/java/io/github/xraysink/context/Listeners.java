// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.listeners.SegmentListener;
import io.github.xraysink.context.entity.LiveEntity;
import io.github.xraysink.internal.Guard;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells a recorder's segment listeners what happens; one that throws harms nobody. */
final class Listeners {

  /**
   * Whether a recorder with a context of ours may have a listener. Most processes have none, and
   * asking both recorders on every move would be half of what a task's way to its position and back
   * costs. Plain: what hands a position to another thread hands this over as well.
   */
  private static boolean expected;

  private Listeners() {}

  /** From now on somebody may listen. */
  static void expect() {
    expected = true;
  }

  /**
   * The thread went from one entity to another. Listeners of the entity arrived at hear "set", or,
   * where there is none, those of the entity left hear "clear". If the two belong to different
   * recorders, both hear.
   */
  static void moved(@Nullable Entity from, @Nullable Entity to) {
    if (from == to || !expected && isOurs(from) && isOurs(to)) {
      return;
    }
    AWSXRayRecorder left = from == null ? null : from.getCreator();
    AWSXRayRecorder arrived = to == null ? null : to.getCreator();
    if (left != null && left != arrived && from != null) {
      cleared(left, from);
    }
    if (arrived != null && to != null) {
      set(arrived, from, to);
    }
  }

  private static boolean isOurs(@Nullable Entity entity) {
    return entity == null || entity instanceof LiveEntity;
  }

  /** What listeners know of {@code current} has changed. */
  static void setAgain(Entity current) {
    set(current.getCreator(), current, current);
  }

  private static void cleared(AWSXRayRecorder recorder, Entity from) {
    if (any(recorder)) {
      each(recorder, listener -> listener.onClearEntity(from));
    }
  }

  private static void set(AWSXRayRecorder recorder, @Nullable Entity from, Entity to) {
    if (any(recorder)) {
      each(recorder, listener -> listener.onSetEntity(from, to));
    }
  }

  static boolean any(AWSXRayRecorder recorder) {
    if (recorder.getSegmentListeners().isEmpty()) {
      return false;
    }
    expect();
    return true;
  }

  static void began(Entity entity) {
    AWSXRayRecorder recorder = entity.getCreator();
    if (!any(recorder)) {
      return;
    }
    if (entity instanceof Segment segment) {
      each(recorder, listener -> listener.onBeginSegment(segment));
    } else if (entity instanceof Subsegment subsegment) {
      each(recorder, listener -> listener.onBeginSubsegment(subsegment));
    }
  }

  static void ending(Entity entity) {
    AWSXRayRecorder recorder = entity.getCreator();
    if (entity instanceof Segment segment) {
      each(recorder, listener -> listener.beforeEndSegment(segment));
    } else if (entity instanceof Subsegment subsegment) {
      each(recorder, listener -> listener.beforeEndSubsegment(subsegment));
    }
  }

  static void ended(Entity entity) {
    AWSXRayRecorder recorder = entity.getCreator();
    if (!any(recorder)) {
      return;
    }
    if (entity instanceof Segment segment) {
      each(recorder, listener -> listener.afterEndSegment(segment));
    } else if (entity instanceof Subsegment subsegment) {
      each(recorder, listener -> listener.afterEndSubsegment(subsegment));
    }
  }

  private static void each(AWSXRayRecorder recorder, Consumer<SegmentListener> notification) {
    // By index: listeners may be added meanwhile, and the SDK's list is a plain one.
    List<SegmentListener> listeners = recorder.getSegmentListeners();
    for (int i = 0; i < listeners.size(); i++) {
      try {
        SegmentListener listener = listeners.get(i);
        if (listener != null) {
          notification.accept(listener);
        }
      } catch (Throwable fault) {
        Guard.caught("tell a segment listener", fault);
      }
    }
  }
}
