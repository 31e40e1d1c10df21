// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import java.util.Locale;

/**
 * A pattern of a sampling rule: {@code *} stands for any text, {@code ?} for one character, and
 * letters match in both cases.
 */
final class Wildcard {

  private final String pattern;
  private final boolean any;

  Wildcard(String pattern) {
    this.pattern = pattern.toLowerCase(Locale.ROOT);
    this.any = pattern.equals("*");
  }

  /**
   * In time proportional to the product of both lengths at worst, never exponential: a request's
   * path comes from strangers.
   */
  boolean matches(String text) {
    if (any) {
      return true;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    int at = 0;
    int in = 0;
    int star = -1;
    int starIn = 0;
    while (in < lower.length()) {
      char expected = at < pattern.length() ? pattern.charAt(at) : 0;
      if (at < pattern.length() && expected == '*') {
        star = at++;
        starIn = in;
      } else if (at < pattern.length() && (expected == '?' || expected == lower.charAt(in))) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        in = ++starIn;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }
}
