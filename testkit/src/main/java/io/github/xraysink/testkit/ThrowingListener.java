// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.listeners.SegmentListener;
import org.jspecify.annotations.Nullable;

/** Throws whatever it hears. */
final class ThrowingListener implements SegmentListener {

  private final Throwable thrown;

  ThrowingListener(Throwable thrown) {
    this.thrown = thrown;
  }

  @Override
  public void onBeginSegment(Segment segment) {
    LawsBase.sneak(thrown);
  }

  @Override
  public void onBeginSubsegment(Subsegment subsegment) {
    LawsBase.sneak(thrown);
  }

  @Override
  public void beforeEndSegment(Segment segment) {
    LawsBase.sneak(thrown);
  }

  @Override
  public void afterEndSegment(Segment segment) {
    LawsBase.sneak(thrown);
  }

  @Override
  public void beforeEndSubsegment(Subsegment subsegment) {
    LawsBase.sneak(thrown);
  }

  @Override
  public void afterEndSubsegment(Subsegment subsegment) {
    LawsBase.sneak(thrown);
  }

  @Override
  public void onSetEntity(@Nullable Entity previous, Entity now) {
    LawsBase.sneak(thrown);
  }

  @Override
  public void onClearEntity(Entity previous) {
    LawsBase.sneak(thrown);
  }
}
