// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.AWSXRayRecorder;

/**
 * Hears of the recorders of this process, whichever way and whenever they are made, so that an
 * integration need not be passed one.
 *
 * <p>Called on the thread that builds or installs a recorder, or that adds the listener. What a
 * listener throws is logged and changes nothing.
 */
public interface RecorderListener {

  /** A recorder was built by {@link Xraysink}, enabled or not. */
  default void onBuilt(AWSXRayRecorder recorder) {}

  /** A recorder was made the SDK's global one by {@link Xraysink#install()}. */
  default void onInstalled(AWSXRayRecorder recorder) {}

  /**
   * Adds a listener, and tells it of the recorders that are there already. Adding one twice has no
   * effect.
   */
  static void add(RecorderListener listener) {
    Recorders.add(listener);
  }

  /** Takes a listener away, if it is there. */
  static void remove(RecorderListener listener) {
    Recorders.remove(listener);
  }
}
