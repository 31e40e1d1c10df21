// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

/** Says why an emulator cannot be had on this machine, as the end of "skipped because". */
final class EmulatorUnavailable extends Exception {

  private static final long serialVersionUID = 1L;

  EmulatorUnavailable(String reason) {
    super(reason);
  }

  EmulatorUnavailable(String reason, Throwable cause) {
    super(reason + ": " + cause, cause);
  }
}
