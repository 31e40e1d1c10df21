// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import com.amazonaws.xray.entities.AWSLogReference;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.listeners.SegmentListener;
import io.github.xraysink.emit.EntityView;
import io.github.xraysink.internal.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes log groups into each segment that begins, beside those the recorder has written. */
final class LogGroupListener implements SegmentListener {

  private static final String KEY = "cloudwatch_logs";

  private final @Nullable LogGroup fromEnvironment;
  private volatile List<LogGroup> groups;

  LogGroupListener(@Nullable LogGroup fromEnvironment) {
    this.fromEnvironment = fromEnvironment;
    this.groups = withEnvironment(List.of());
  }

  void set(List<LogGroup> chosen) {
    groups = withEnvironment(chosen);
  }

  private List<LogGroup> withEnvironment(List<LogGroup> chosen) {
    List<LogGroup> all = new ArrayList<>(chosen);
    if (fromEnvironment != null) {
      add(all, fromEnvironment);
    }
    return List.copyOf(all);
  }

  @Override
  public void onBeginSegment(Segment segment) {
    List<LogGroup> now = groups;
    if (!now.isEmpty() && segment.isRecording() && !isPartOfAnother(segment)) {
      Guard.run("tell a segment its log groups", () -> write(segment, now));
    }
  }

  /** On Lambda, where the segment is Lambda's own and names its log group. */
  private static boolean isPartOfAnother(Segment segment) {
    return segment instanceof EntityView view && !view.segment();
  }

  private static void write(Segment segment, List<LogGroup> now) {
    List<LogGroup> all = new ArrayList<>(now);
    if (segment.getAws().get(KEY) instanceof Iterable<?> known) {
      known.forEach(reference -> {
        LogGroup group = read(reference);
        if (group != null) {
          add(all, group);
        }
      });
    }
    segment.putAws(KEY, all.stream().map(LogGroup::document).toList());
  }

  /** Adds {@code group} unless it is there; of two that are the same, the one with an ARN stays. */
  private static void add(List<LogGroup> all, LogGroup group) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).overlaps(group)) {
        if (all.get(i).arn() == null) {
          all.set(i, group);
        }
        return;
      }
    }
    all.add(group);
  }

  /** What our recorder, or the SDK's, has written for a plugin or {@code AWS_LOG_GROUP}. */
  private static @Nullable LogGroup read(Object reference) {
    if (reference instanceof AWSLogReference sdk && sdk.getLogGroup() != null) {
      return new LogGroup(sdk.getLogGroup(), sdk.getArn());
    }
    if (reference instanceof Map<?, ?> map && map.get("log_group") instanceof String name) {
      return new LogGroup(name, map.get("arn") instanceof String arn ? arn : null);
    }
    return null;
  }
}
