// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import io.github.xraysink.internal.Counters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Holds the segments in which something is open, so that nothing is lost when it never ends.
 *
 * <p>Held are at most {@link LifecycleSettings#maxOpenEntities} entities for at most
 * {@link LifecycleSettings#forgetOpenAfter}, both looked at once a second; beyond that the oldest
 * are sent in progress and forgotten.
 */
final class OpenSegments {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final LifecycleSettings settings;
  private final Counters counters;
  private final InProgressReports reports;
  private final Housekeeping housekeeping;
  // Large enough that threads rarely meet on a cache line of its table.
  private final Set<LiveSegment> held = ConcurrentHashMap.newKeySet(512);
  private final LongAdder tallied = new LongAdder();

  OpenSegments(LifecycleSettings settings, Counters counters, InProgressReports reports) {
    this.settings = settings;
    this.counters = counters;
    this.reports = reports;
    this.housekeeping = new Housekeeping(period(settings), this::look, () -> !held.isEmpty());
  }

  private static Duration period(LifecycleSettings settings) {
    Duration period = LOOK_EVERY;
    Duration report = settings.reportInProgressAfter();
    if (report != null && report.dividedBy(4).compareTo(period) < 0) {
      period = report.dividedBy(4);
    }
    Duration forget = settings.forgetOpenAfter().dividedBy(4);
    return forget.compareTo(period) < 0 ? forget : period;
  }

  void hold(LiveSegment segment) {
    held.add(segment);
    housekeeping.wake();
  }

  /** Lets go of a segment that has ended with all that was below it. */
  void release(LiveSegment segment) {
    held.remove(segment);
    tally(segment);
    if (segment.late.get() > 0) {
      // Somebody began something below it in the meantime, and may have found it still held; or has
      // ended it again.
      held.add(segment);
      if (segment.late.get() == 0) {
        held.remove(segment);
      }
    }
  }

  /**
   * Adds what has begun in the segment since the last time. Asks again if somebody else did so in
   * between.
   */
  private void tally(LiveSegment segment) {
    int before;
    int total;
    do {
      before = segment.tallied.get();
      total = total(segment);
    } while (!segment.tallied.compareAndSet(before, total));
    tallied.add(total - before);
  }

  private static int total(LiveSegment segment) {
    int own = segment.kind() == LiveSegment.Kind.FACADE ? 0 : 1;
    return own + segment.open.begun() - segment.discarded.get();
  }

  long begun() {
    long sum = tallied.sum();
    for (LiveSegment segment : held) {
      sum += total(segment) - segment.tallied.get();
    }
    return sum;
  }

  int openEntities() {
    int sum = 0;
    for (LiveSegment segment : held) {
      sum += openIn(segment);
    }
    return sum;
  }

  private static int openIn(LiveSegment segment) {
    return segment.open.countOpen() + (segment.isOver() ? 0 : 1);
  }

  List<String> sendOpen(Predicate<LiveSegment> which) {
    List<String> names = new ArrayList<>();
    for (LiveSegment segment : held) {
      if (which.test(segment)) {
        reports.giveUp(segment, names);
        forget(segment);
      }
    }
    return names;
  }

  void stop() {
    housekeeping.stop();
  }

  private void forget(LiveSegment segment) {
    held.remove(segment);
    tally(segment);
    segment.open.forget();
  }

  /** On the housekeeping thread. */
  private void look() {
    long now = settings.clock().nanos();
    int open = 0;
    for (LiveSegment segment : held) {
      long age = now - segment.startNanos();
      if (age >= settings.forgetOpenAfter().toNanos()) {
        giveUp(segment);
        continue;
      }
      open += openIn(segment);
      Duration report = settings.reportInProgressAfter();
      if (report != null && !segment.reportedInProgress && age >= report.toNanos()) {
        segment.reportedInProgress = true;
        reports.report(segment);
      }
    }
    if (open > settings.maxOpenEntities()) {
      forgetOldest(open - settings.maxOpenEntities());
    }
  }

  private void forgetOldest(int excess) {
    List<LiveSegment> oldestFirst = new ArrayList<>(held);
    oldestFirst.sort(Comparator.comparingLong(LiveEntity::startNanos));
    int left = excess;
    for (LiveSegment segment : oldestFirst) {
      if (left <= 0) {
        return;
      }
      left -= openIn(segment);
      giveUp(segment);
    }
  }

  private void giveUp(LiveSegment segment) {
    List<String> names = new ArrayList<>();
    reports.giveUp(segment, names);
    counters.forgotten.add(names.size());
    forget(segment);
  }
}
