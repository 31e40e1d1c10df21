// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import io.github.xraysink.internal.Guard;

/**
 * Reports what went wrong while a line was being logged. Reporting may log a line itself, through
 * the very code that failed: that one is not reported again.
 */
final class LogFaults {

  private static final ThreadLocal<Boolean> REPORTING = new ThreadLocal<>();

  private LogFaults() {}

  static void caught(String what, Throwable fault) {
    if (REPORTING.get() != null) {
      return;
    }
    REPORTING.set(Boolean.TRUE);
    try {
      Guard.caught(what, fault);
    } finally {
      REPORTING.remove();
    }
  }
}
