// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.TraceID;
import io.github.xraysink.context.entity.LiveSegment;
import io.github.xraysink.context.entity.SegmentStart;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Work done before a function's first invocation, kept until that comes to be shown in its trace.
 *
 * <p>Until then it is unsampled: it has no trace yet, and what it calls must not begin one.
 */
final class InitPhase {

  /** How many pieces of work are kept. */
  static final int MAX_KEPT = 16;

  /**
   * How old work may be to be shown. Functions initialised ahead, with provisioned concurrency or
   * in a snapshot, would otherwise have traces that begin hours before the request.
   */
  static final long MAX_AGE_MILLIS = 60_000;

  // Guarded by itself.
  private final Deque<LiveSegment> kept = new ArrayDeque<>();
  private volatile boolean over;

  boolean isOver() {
    return over;
  }

  /** Begins work and makes it current; {@code null} if it is too late or too much for that. */
  @Nullable
  LiveSegment begin(AsyncSegmentContext context, AWSXRayRecorder recorder, String name) {
    synchronized (kept) {
      if (over || kept.size() >= MAX_KEPT) {
        return null;
      }
    }
    SegmentStart start =
        SegmentStart.sampled(name).sampled(false).kind(LiveSegment.Kind.SUBSEGMENT);
    LiveSegment segment = context.lifecycle().beginSegment(recorder, start, true);
    segment.invocation(Invocation.elsewhere());
    Position.beganSegment(segment);
    Listeners.began(segment);
    return segment;
  }

  /** Keeps work that is done. */
  void keep(LiveSegment done) {
    done.setEndTime(System.currentTimeMillis() / 1e3);
    synchronized (kept) {
      if (!over && kept.size() < MAX_KEPT) {
        kept.add(done);
        return;
      }
    }
    done.end();
  }

  /** The first invocation is there. Does nothing for later ones. */
  void end(Segment invocation) {
    Deque<LiveSegment> all;
    synchronized (kept) {
      over = true;
      all = new ArrayDeque<>(kept);
      kept.clear();
    }
    long earliest = System.currentTimeMillis() - MAX_AGE_MILLIS;
    for (LiveSegment work : all) {
      if (invocation.isSampled() && work.getStartTime() * 1e3 >= earliest) {
        show(work, invocation.getTraceId(), invocation.getId());
      }
      work.end();
    }
  }

  private static void show(LiveSegment work, TraceID trace, String parentId) {
    work.setTraceId(trace);
    work.setParentId(parentId);
    work.setSampled(true);
  }
}
