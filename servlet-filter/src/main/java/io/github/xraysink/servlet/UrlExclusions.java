// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Requests that are not traced: regular expressions, looked for anywhere in
 * {@code scheme://host/path}.
 *
 * @param patterns at least one match excludes
 */
public record UrlExclusions(List<Pattern> patterns) {

  /** Nothing is excluded. */
  public static final UrlExclusions NONE = new UrlExclusions(List.of());

  public UrlExclusions {
    patterns = List.copyOf(patterns);
  }

  /**
   * Reads comma-separated expressions; blanks around them do not count.
   *
   * @throws IllegalArgumentException if one is not a regular expression; names it
   */
  static UrlExclusions of(String commaSeparated) {
    List<Pattern> patterns = new ArrayList<>();
    for (String part : commaSeparated.split(",")) {
      String expression = part.trim();
      if (!expression.isEmpty()) {
        patterns.add(compiled(expression));
      }
    }
    return new UrlExclusions(patterns);
  }

  private static Pattern compiled(String expression) {
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException wrong) {
      throw new IllegalArgumentException(
          "excludeUrls has '" + expression + "'; accepted: comma-separated regular expressions ("
              + wrong.getDescription() + ")",
          wrong);
    }
  }

  boolean exclude(ServerRequest request) {
    if (patterns.isEmpty()) {
      return false;
    }
    String location = request.location();
    for (Pattern pattern : patterns) {
      if (pattern.matcher(location).find()) {
        return true;
      }
    }
    return false;
  }
}
