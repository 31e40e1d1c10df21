// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.listeners.SegmentListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A listener that notes what it hears, and keeps a trace id per thread as a log bridge does. */
public final class Heard implements SegmentListener {

  private final List<String> beginsAndEnds = new CopyOnWriteArrayList<>();
  private final ThreadLocal<String> mdc = new ThreadLocal<>();

  /** What began and ended, in order: {@code begin x}, {@code ending x}, {@code ended x}. */
  public List<String> beginsAndEnds() {
    return List.copyOf(beginsAndEnds);
  }

  /** The trace id that a log line of this thread would show; {@code null} for none. */
  public @Nullable String mdc() {
    return mdc.get();
  }

  @Override
  public void onBeginSegment(Segment segment) {
    beginsAndEnds.add("begin " + segment.getName());
  }

  @Override
  public void onBeginSubsegment(Subsegment subsegment) {
    beginsAndEnds.add("begin " + subsegment.getName());
  }

  @Override
  public void beforeEndSegment(Segment segment) {
    beginsAndEnds.add("ending " + segment.getName());
  }

  @Override
  public void beforeEndSubsegment(Subsegment subsegment) {
    beginsAndEnds.add("ending " + subsegment.getName());
  }

  @Override
  public void afterEndSegment(Segment segment) {
    beginsAndEnds.add("ended " + segment.getName());
  }

  @Override
  public void afterEndSubsegment(Subsegment subsegment) {
    beginsAndEnds.add("ended " + subsegment.getName());
  }

  @Override
  public void onSetEntity(@Nullable Entity previous, Entity now) {
    Segment segment = now.getParentSegment();
    if (segment == null) {
      mdc.remove();
    } else {
      mdc.set(segment.getTraceId().toString());
    }
  }

  @Override
  public void onClearEntity(Entity previous) {
    mdc.remove();
  }
}
