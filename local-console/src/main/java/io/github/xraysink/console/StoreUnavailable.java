// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

/** The store cannot be read or written at the moment; the message says why, for the user. */
final class StoreUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoreUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
