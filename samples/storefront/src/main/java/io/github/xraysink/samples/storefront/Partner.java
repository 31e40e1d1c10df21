// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Pretends to ask another company. */
final class Partner {

  private static final int LEAST_MILLIS = 2;
  private static final int MOST_MILLIS = 12;

  private Partner() {}

  /** Takes a little while. */
  static void think() {
    long millis = ThreadLocalRandom.current().nextInt(LEAST_MILLIS, MOST_MILLIS);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
