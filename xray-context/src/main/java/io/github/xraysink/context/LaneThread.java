// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a {@link Lane}: the first one serves submissions, others help with what those fork.
 */
final class LaneThread extends ForkJoinWorkerThread {

  private final Lane lane;
  private final @Nullable Carried position;
  private Position.@Nullable Mount mount;

  /**
   * @param position where the thread is for all its life; {@code null} leaves that to what it
   *     serves
   */
  LaneThread(Lane lane, @Nullable Carried position) {
    super(lane);
    this.lane = lane;
    this.position = position;
    setName(lane.router().nextThreadName());
  }

  /** The lane of the calling thread, if it is one of {@code pool}'s. */
  static @Nullable Lane laneIn(PropagatingForkJoinPool pool) {
    return Thread.currentThread() instanceof LaneThread here && here.lane.router() == pool
        ? here.lane
        : null;
  }

  @Override
  protected void onStart() {
    super.onStart();
    lane.router().lanes().threadStarted(lane);
    if (position != null) {
      stayAt(position);
    }
  }

  /** Keeps this thread at {@code position} until it ends. */
  void stayAt(Carried last) {
    mount = last.mount();
  }

  @Override
  protected void onTermination(@Nullable Throwable thrown) {
    if (mount != null) {
      mount.putBack();
    }
    lane.router().lanes().threadEnded(lane);
    super.onTermination(thrown);
  }
}
