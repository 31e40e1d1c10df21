// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.util.List;

/** Hears of changed traces. Called on the writer thread, so it must be quick and must not throw. */
interface TraceListener {

  /** These traces changed and are written. */
  void updated(List<TraceRecord> traces);
}
