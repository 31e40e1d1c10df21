// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import java.util.Map;

/** A servlet container with a filter in it: what {@link ServletFilterLaws} are run against. */
public interface ServletContainerUnderTest {

  /** What it is called in reports. */
  String name();

  /** Laws it cannot be asked to keep: from the name of the test method to the reason. */
  default Map<String, String> cannot() {
    return Map.of();
  }

  /**
   * Starts it on an ephemeral port of the loopback address, with headers up to 64 KB.
   *
   * @throws Exception whatever the container throws
   */
  Running start(ServletDeployment deployment) throws Exception;

  /** A container that is to be stopped. */
  interface Running extends AutoCloseable {

    /** The port it listens on. */
    int port();

    /** Stops it and waits for its threads. */
    @Override
    void close() throws Exception;
  }
}
