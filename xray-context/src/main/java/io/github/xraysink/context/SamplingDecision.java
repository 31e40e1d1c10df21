// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

/** What a trace header says about sampling. */
public enum SamplingDecision {

  /** {@code Sampled=1}: the trace is recorded; the sampler is not asked. */
  SAMPLED("1"),

  /** {@code Sampled=0}: the trace is not recorded; the sampler is not asked. */
  NOT_SAMPLED("0"),

  /**
   * {@code Sampled=?}: the receiver decides, and the caller wants to hear the decision in the
   * response.
   */
  REQUESTED("?"),

  /** Nothing, or nothing readable: the receiver decides. */
  UNKNOWN("");

  private final String wire;

  SamplingDecision(String wire) {
    this.wire = wire;
  }

  /** The decision of somebody who has made one. */
  static SamplingDecision of(boolean sampled) {
    return sampled ? SAMPLED : NOT_SAMPLED;
  }

  /**
   * Reads the value between two positions of a header; anything but the three known characters is
   * unknown.
   */
  static SamplingDecision read(String text, int from, int to) {
    if (to - from != 1) {
      return UNKNOWN;
    }
    return switch (text.charAt(from)) {
      case '1' -> SAMPLED;
      case '0' -> NOT_SAMPLED;
      case '?' -> REQUESTED;
      default -> UNKNOWN;
    };
  }

  /** Whether somebody upstream has decided, so that nobody downstream should. */
  public boolean isDecided() {
    return this == SAMPLED || this == NOT_SAMPLED;
  }

  /**
   * The value after {@code Sampled=}; empty for {@link #UNKNOWN}, which is written by leaving the
   * field out.
   */
  String wire() {
    return wire;
  }
}
