// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.SegmentImpl;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An SDK segment that gives a tree away once. */
final class HandoverSegment extends SegmentImpl implements Handover {

  static final AWSXRayRecorder RECORDER =
      AWSXRayRecorderBuilder.standard().withEmitter(new CollectingEmitter()).build();

  private final EntityView tree;
  private final AtomicBoolean taken = new AtomicBoolean();

  HandoverSegment(EntityView tree) {
    super(RECORDER, "handover");
    this.tree = tree;
  }

  @Override
  public @Nullable EntityView take() {
    return taken.compareAndSet(false, true) ? tree : null;
  }
}
