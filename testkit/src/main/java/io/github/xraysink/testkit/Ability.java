// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

/**
 * Something a context may be unable to do by design. Tests that need what is missing are skipped
 * and say so.
 */
public enum Ability {
  /** Closing sends what is open. */
  CLOSE("send what is open when closed"),
  /** The recorder can be built turned off. */
  OFF("be turned off"),
  /** {@code createSegment} and {@code createSubsegment} end what they began, and record errors. */
  CREATE("end in create.. what it began, and record errors"),
  /** A listener or sampler that throws does not reach the application. */
  GUARDED_HOOKS("keep back what listeners and samplers throw"),
  /** The streaming threshold can be chosen. */
  STREAMING_THRESHOLD("have another streaming threshold"),
  /** Open entities are held up to a number that can be chosen. */
  BOUNDED_OPEN("bound what is open"),
  /** Runs as on Lambda when told to. */
  LAMBDA("run as on Lambda where the environment does not say so");

  private final String text;

  Ability(String text) {
    this.text = text;
  }

  /** In words that go on after "cannot". */
  public String text() {
    return text;
  }
}
