// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

/**
 * A position that was made current for a while. Close it on the thread that opened it, best with
 * try-with-resources.
 *
 * <p>Closing puts back exactly what the thread had before, whatever happened in between:
 * subsegments left open, another position set, the context cleared, inner scopes not closed.
 * Closing twice, or on another thread, has no effect; the test kit makes the latter, and scopes
 * never closed, fail a test.
 */
public interface TraceScope extends AutoCloseable {

  @Override
  void close();
}
