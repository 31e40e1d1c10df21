// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/** A timer's task that runs something else, and is cancelled together with it. */
final class EachRunTimerTask extends TimerTask {

  private final Runnable work;
  private final @Nullable TimerTask inner;

  EachRunTimerTask(Runnable work, @Nullable TimerTask inner) {
    this.work = work;
    this.inner = inner;
  }

  @Override
  public void run() {
    work.run();
  }

  @Override
  public boolean cancel() {
    if (inner != null) {
      inner.cancel();
    }
    return super.cancel();
  }
}
