// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import java.net.URI;

/**
 * An emulator that listens.
 *
 * @param name which one it is
 * @param endpoint where it listens
 * @param stop stops it; may be called again
 */
record RunningEmulator(String name, URI endpoint, Runnable stop) implements AutoCloseable {

  @Override
  public void close() {
    stop.run();
  }
}
