// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import io.github.xraysink.context.Xraysink;

/** Sets tracing up, once for the process, before the first handler is made. */
final class Tracing {

  /** Lives as long as the process, and so is never closed. */
  private static final Xraysink XRAYSINK =
      Xraysink.builder().serviceName("orders").install();

  private Tracing() {}

  /** Makes sure that it is there. */
  static void start() {
    XRAYSINK.recorder();
  }
}
