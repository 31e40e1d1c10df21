// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.util.Objects;

/** Says no to a wrong setting in one way: its name, the value, and what would be accepted. */
final class Settings {

  private Settings() {}

  static <T> T required(String name, T value) {
    return Objects.requireNonNull(value, name + ": null is not accepted");
  }

  static long between(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + ": " + value + " is not accepted; it must be from " + min + " to " + max);
    }
    return value;
  }
}
