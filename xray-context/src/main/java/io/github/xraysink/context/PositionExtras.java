// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.util.Map;

/**
 * What the calling thread's position sends along besides trace, parent and decision. Asked on the
 * caller's thread.
 */
interface PositionExtras {

  /** The fields the request that led here carried besides; empty if none, or nowhere. */
  Map<String, String> currentExtras();

  /** What the application added; empty if nothing, or nowhere. */
  Baggage currentBaggage();

  /** What the thread that asks has at that moment. */
  static PositionExtras ofThisThread() {
    return new PositionExtras() {
      @Override
      public Map<String, String> currentExtras() {
        return CurrentPosition.extrasOf(CurrentPosition.find());
      }

      @Override
      public Baggage currentBaggage() {
        return Position.baggage();
      }
    };
  }
}
