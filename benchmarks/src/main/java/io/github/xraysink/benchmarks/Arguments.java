// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What was typed after {@code ./run}.
 *
 * @param effort how long to measure
 * @param rows what to measure: a regular expression on ids of rows
 * @param table only print the table of the kept results
 * @param merge put what is measured into the kept results
 */
record Arguments(Effort effort, Pattern rows, boolean table, boolean merge) {

  private static final String ALL = ".*";
  private static final String ACCEPTED =
      "accepted: [--quick] [--table] [--merge] [rows, a regular expression such as 2\\..*]";

  static Arguments of(List<String> args) {
    Effort effort = Effort.FULL;
    String rows = ALL;
    boolean table = false;
    boolean merge = false;
    for (String arg : args) {
      switch (arg) {
        case "--quick" -> effort = Effort.QUICK;
        case "--table" -> table = true;
        case "--merge" -> merge = true;
        default -> {
          if (arg.startsWith("-")) {
            throw new IllegalArgumentException("Unknown option '" + arg + "'; " + ACCEPTED);
          }
          rows = arg;
        }
      }
    }
    try {
      return new Arguments(effort, Pattern.compile(rows), table, merge);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("'" + rows + "' is no regular expression; " + ACCEPTED, e);
    }
  }

  boolean wants(String row) {
    return rows.matcher(row).matches();
  }

  /** Whether less than the published table is measured. */
  boolean partial() {
    return effort != Effort.FULL || !rows.pattern().equals(ALL);
  }
}
