// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.listeners.SegmentListener;
import io.github.xraysink.context.RecorderListener;

/**
 * Gives a segment listener to every recorder that {@code Xraysink} has built or will build, once
 * each: so it is there before or after the recorder, and survives a swap.
 */
record RecorderHook(SegmentListener listener) implements RecorderListener {

  /** Hooks {@code listener} in; a second time changes nothing. */
  static void add(SegmentListener listener) {
    RecorderListener.add(new RecorderHook(listener));
  }

  @Override
  public void onBuilt(AWSXRayRecorder recorder) {
    if (!recorder.getSegmentListeners().contains(listener)) {
      recorder.addSegmentListener(listener);
    }
  }
}
