// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A log group of CloudWatch Logs.
 *
 * @param arn where it is; {@code null} for the account and region of whoever looks
 */
record LogGroup(String name, @Nullable String arn) {

  /** CloudWatch Logs API reference, CreateLogGroup, {@code logGroupName}. */
  private static final Pattern NAME = Pattern.compile("[-._/#A-Za-z0-9]{1,512}");

  /**
   * As AWS writes it in its API and consoles, often with {@code :*} for "and all its streams",
   * which neither the API nor X-Ray's page take back.
   */
  private static final Pattern ARN = Pattern.compile(
      "(arn:aws[-a-z]*:logs:[a-z0-9-]+:\\d{12}:log-group:(" + NAME.pattern() + "))(?::\\*)?");

  private static final String ACCEPTED = "a name of 1 to 512 letters, digits and . - _ / #, "
      + "or arn:aws:logs:<region>:<account>:log-group:<name>";

  /**
   * Reads a name or an ARN.
   *
   * @throws IllegalArgumentException if it is neither; says what is accepted
   */
  static LogGroup parse(String nameOrArn) {
    Objects.requireNonNull(nameOrArn, "log group");
    if (NAME.matcher(nameOrArn).matches()) {
      return new LogGroup(nameOrArn, null);
    }
    Matcher arn = ARN.matcher(nameOrArn);
    if (!arn.matches()) {
      throw new IllegalArgumentException(
          "log group is '" + nameOrArn + "'; accepted is " + ACCEPTED);
    }
    return new LogGroup(arn.group(2), arn.group(1));
  }

  /** Whether both mean the same group, as far as they tell. */
  boolean overlaps(LogGroup other) {
    return name.equals(other.name) && (arn == null || other.arn == null || arn.equals(other.arn));
  }

  /** As X-Ray wants it: {@code {"log_group": .., "arn": ..}}. */
  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("log_group", name);
    if (arn != null) {
      document.put("arn", arn);
    }
    return document;
  }
}
