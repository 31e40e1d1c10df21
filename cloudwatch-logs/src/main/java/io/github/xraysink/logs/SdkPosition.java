// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import com.amazonaws.xray.ThreadLocalStorage;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import org.jspecify.annotations.Nullable;

/** Where the SDK's own contexts keep the position of a thread. */
final class SdkPosition {

  private SdkPosition() {}

  /**
   * The nearest open entity. The SDK leaves an ended one on a thread whose last subsegment outlived
   * its segment, and lines that come later have nothing to do with it.
   */
  @SuppressWarnings("deprecation") // "internal", and the only way that does not touch AWSXRay
  static @Nullable Entity find() {
    Entity at = ThreadLocalStorage.get();
    while (at != null && isOver(at)) {
      Entity parent = at.getParent();
      at = parent == at ? null : parent;
    }
    return at;
  }

  /** No-op entities say that they are not in progress, and never end. */
  private static boolean isOver(Entity entity) {
    return !entity.isInProgress() && isRecording(entity);
  }

  private static boolean isRecording(Entity entity) {
    return entity instanceof Segment segment
        ? segment.isRecording()
        : entity instanceof Subsegment subsegment && subsegment.isRecording();
  }
}
