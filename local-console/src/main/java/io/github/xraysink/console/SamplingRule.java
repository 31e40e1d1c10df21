// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A central sampling rule, with the fields and limits of X-Ray's CreateSamplingRule. Text fields
 * are patterns with {@code *} and {@code ?}.
 */
record SamplingRule(
    String name,
    int priority,
    double fixedRate,
    int reservoirSize,
    String serviceName,
    String serviceType,
    String host,
    String httpMethod,
    String urlPath,
    String resourceArn) {

  static final String DEFAULT_NAME = "Default";

  /** X-Ray gives its Default rule this priority; others are 1 to 9999. */
  static final int DEFAULT_PRIORITY = 10_000;

  /**
   * On a laptop every request is worth seeing, so this Default takes all (X-Ray's: 1/s and 5 %).
   */
  static SamplingRule defaultRule() {
    return new SamplingRule(DEFAULT_NAME, DEFAULT_PRIORITY, 1.0, 1, "*", "*", "*", "*", "*", "*");
  }

  /** Reads a rule; absent patterns are "*". Throws IllegalArgumentException naming the field. */
  static SamplingRule fromJson(JsonNode json) {
    String name = Json.textAt(json, "RuleName");
    if (name.isBlank() || name.length() > 32) {
      throw new IllegalArgumentException("RuleName: must have 1 to 32 characters");
    }
    boolean isDefault = name.equals(DEFAULT_NAME);
    int maxPriority = isDefault ? DEFAULT_PRIORITY : DEFAULT_PRIORITY - 1;
    return new SamplingRule(
        name,
        (int) number(json, "Priority", name, 1, maxPriority, isDefault ? DEFAULT_PRIORITY : -1),
        number(json, "FixedRate", name, 0, 1, -1),
        (int) number(json, "ReservoirSize", name, 0, Integer.MAX_VALUE, -1),
        pattern(json, "ServiceName", 64),
        pattern(json, "ServiceType", 64),
        pattern(json, "Host", 64),
        pattern(json, "HTTPMethod", 10),
        pattern(json, "URLPath", 128),
        pattern(json, "ResourceARN", 500));
  }

  private static double number(
      JsonNode json, String field, String rule, double min, double max, double absent) {
    JsonNode value = json.get(field);
    if (value == null && absent >= min) {
      return absent;
    }
    boolean fits = value != null && value.isNumber() && inRange(value.doubleValue(), min, max);
    if (!fits) {
      throw new IllegalArgumentException(field + " of rule " + rule + ": " + value
          + " is not a number from " + min + " to " + max);
    }
    return value.doubleValue();
  }

  private static boolean inRange(double value, double min, double max) {
    return value >= min && value <= max;
  }

  private static String pattern(JsonNode json, String field, int maxLength) {
    JsonNode value = json.get(field);
    if (value == null) {
      return "*";
    }
    if (!value.isTextual() || value.textValue().length() > maxLength) {
      throw new IllegalArgumentException(
          field + ": must be text of at most " + maxLength + " characters");
    }
    return value.textValue();
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object()
        .put("RuleName", name)
        .put("RuleARN", "arn:aws:xray:local:000000000000:sampling-rule/" + name)
        .put("ResourceARN", resourceArn)
        .put("Priority", priority)
        .put("FixedRate", fixedRate)
        .put("ReservoirSize", reservoirSize)
        .put("ServiceName", serviceName)
        .put("ServiceType", serviceType)
        .put("Host", host)
        .put("HTTPMethod", httpMethod)
        .put("URLPath", urlPath)
        .put("Version", 1);
    json.putObject("Attributes");
    return json;
  }
}
