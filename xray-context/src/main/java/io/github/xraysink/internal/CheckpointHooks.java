// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.internal;

import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;

/** Says what to do around a checkpoint (CRaC, Lambda SnapStart), if {@code org.crac} is there. */
public final class CheckpointHooks {

  private CheckpointHooks() {}

  /**
   * Registers two actions; they are guarded, and the ones registered later are called first before
   * a checkpoint.
   *
   * @return what the caller has to keep as long as the actions are to be called; {@code null}
   *     without {@code org.crac}
   */
  public static @Nullable Object register(Runnable beforeCheckpoint, Runnable afterRestore) {
    try {
      return Hook.register(beforeCheckpoint, afterRestore);
    } catch (LinkageError | RuntimeException absent) {
      return null;
    }
  }

  /**
   * Loaded only on first use, so that the absence of {@code org.crac} ends in a
   * {@link LinkageError} above.
   */
  private static final class Hook implements Resource {
    private final Runnable before;
    private final Runnable after;

    private Hook(Runnable before, Runnable after) {
      this.before = before;
      this.after = after;
    }

    static Object register(Runnable before, Runnable after) {
      Hook hook = new Hook(before, after);
      Core.getGlobalContext().register(hook);
      return hook;
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
      Guard.run("prepare for a checkpoint", before::run);
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
      Guard.run("resume after a checkpoint", after::run);
    }
  }
}
