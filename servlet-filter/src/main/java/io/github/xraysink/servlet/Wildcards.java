// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet;

/**
 * A pattern in which {@code *} stands for any run of characters and {@code ?} for one, in any case:
 * the SDK's and X-Ray's own form for hosts.
 */
public record Wildcards(String pattern) {

  boolean matches(String text) {
    int at = 0;
    int in = 0;
    int star = -1;
    int starText = 0;
    while (in < text.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        starText = in;
      } else if (at < pattern.length() && fits(pattern.charAt(at), text.charAt(in))) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        in = ++starText;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }

  private static boolean fits(char wanted, char found) {
    return wanted == '?' || Character.toLowerCase(wanted) == Character.toLowerCase(found);
  }
}
