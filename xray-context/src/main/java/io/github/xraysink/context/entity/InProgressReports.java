// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends documents of entities that have not ended. */
final class InProgressReports {

  private final Lifecycle lifecycle;

  InProgressReports(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  /**
   * Shows an open segment in the console while it runs. What has completed below it stays for the
   * complete document.
   */
  void report(LiveSegment segment) {
    if (segment.isSampled() && !segment.isOver()) {
      lifecycle.hand(segment.preliminary(null));
    }
  }

  /**
   * Sends all that is open in a segment, with what has completed below, because nobody may come
   * back to end it. If somebody does, the complete document follows; and what ends below in the
   * meantime does not wait for that.
   *
   * @param names receives the names of what was open
   */
  void giveUp(LiveSegment segment, List<String> names) {
    if (!segment.isSampled()) {
      return;
    }
    if (!segment.isOver()) {
      names.add(segment.getName());
      lifecycle.hand(segment.preliminary(completedBelow(segment)));
    }
    segment.open.forEachOpen(child -> {
      names.add(child.getName());
      lifecycle.hand(child.preliminary(completedBelow(child)));
    });
  }

  private static @Nullable LiveEntity completedBelow(LiveEntity entity) {
    LiveEntity first = entity.closeCompleted();
    Completion.claimAll(first);
    return first;
  }
}
