// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How a rule is used here, and what X-Ray allows it: decides without a lock, from any thread.
 *
 * <p>While X-Ray's quota is valid, that many traces a second are sampled; without one, and if the
 * rule has a reservoir at all, one a second is borrowed from it; of the rest, the rule's rate.
 */
final class RuleUsage {

  /** Bits for the number taken within a second. */
  private static final int TAKEN_BITS = 31;

  private static final long TAKEN = (1L << TAKEN_BITS) - 1;

  /**
   * What X-Ray allows.
   *
   * @param untilSecond the last second, since 1970, in which the quota counts
   */
  record Target(double fixedRate, int quota, long untilSecond) {}

  /** Counts that are on their way to X-Ray. */
  record Report(long requests, long sampled, long borrowed) {}

  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong sampled = new AtomicLong();
  private final AtomicLong borrowed = new AtomicLong();

  /** The second in its upper bits, what was taken of the quota in it in the lower ones. */
  private final AtomicLong window = new AtomicLong();

  private final AtomicLong lastBorrowSecond = new AtomicLong();
  private volatile @Nullable Target target;

  /**
   * Decides about one trace.
   *
   * @param random evenly distributed from 0 to below 1
   */
  boolean decide(CentralRule rule, long second, double random) {
    requests.incrementAndGet();
    Target allowed = target;
    if (allowed != null && second <= allowed.untilSecond()) {
      if (take(second, allowed.quota())) {
        sampled.incrementAndGet();
        return true;
      }
    } else if (rule.reservoirSize() > 0 && borrow(second)) {
      borrowed.incrementAndGet();
      return true;
    }
    if (random < (allowed == null ? rule.fixedRate() : allowed.fixedRate())) {
      sampled.incrementAndGet();
      return true;
    }
    return false;
  }

  private boolean take(long second, int quota) {
    while (true) {
      long now = window.get();
      long taken = now >>> TAKEN_BITS == second ? now & TAKEN : 0;
      if (taken >= quota) {
        return false;
      }
      if (window.compareAndSet(now, second << TAKEN_BITS | taken + 1)) {
        return true;
      }
    }
  }

  private boolean borrow(long second) {
    long last = lastBorrowSecond.get();
    return last != second && lastBorrowSecond.compareAndSet(last, second);
  }

  void allow(@Nullable Target allowed) {
    target = allowed;
  }

  @Nullable
  Target target() {
    return target;
  }

  /** Takes the counts since the last time. */
  Report take() {
    return new Report(requests.getAndSet(0), sampled.getAndSet(0), borrowed.getAndSet(0));
  }

  /** Puts back what did not reach X-Ray. */
  void putBack(Report report) {
    requests.addAndGet(report.requests());
    sampled.addAndGet(report.sampled());
    borrowed.addAndGet(report.borrowed());
  }

  boolean used() {
    return requests.get() > 0;
  }
}
