// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One invocation of a Lambda function; what belongs to it refers to the same instance. */
final class Invocation {

  private static final long NO_THREAD = -1;

  private final long thread;
  private final @Nullable String header;
  private final boolean wrapped;
  private volatile boolean over;

  private Invocation(long thread, @Nullable String header, boolean wrapped) {
    this.thread = thread;
    this.header = header;
    this.wrapped = wrapped;
  }

  /** The one this thread handles, which somebody will say the end of. */
  static Invocation wrapped() {
    return new Invocation(Thread.currentThread().getId(), null, true);
  }

  /** The one this thread handles, which is over once the runtime tells another header. */
  static Invocation told(@Nullable String header) {
    return new Invocation(Thread.currentThread().getId(), header, false);
  }

  /** One that this thread works for, but does not handle. */
  static Invocation elsewhere() {
    return new Invocation(NO_THREAD, null, true);
  }

  void end() {
    over = true;
  }

  /** Whether this thread handled it and has gone on to another one. */
  boolean isLeftBehindHere(LambdaHeader now) {
    return thread == Thread.currentThread().getId()
        && (wrapped ? over : !Objects.equals(header, now.told()));
  }
}
