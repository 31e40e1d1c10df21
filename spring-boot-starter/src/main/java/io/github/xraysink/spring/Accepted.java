// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** What the properties accept, in words; by the name they have below {@code xraysink}. */
final class Accepted {

  private static final String FLAG = "true or false";
  private static final String DURATION = "a duration above zero, like 500ms, 10s, 5m, 1h or PT10S";
  private static final String EXPRESSIONS = "regular expressions, separated by commas";
  private static final String URL = "an absolute http or https URL";
  private static final String PAIRS =
      "key=value pairs joined by commas; percent-encoding is decoded";
  private static final String AT_LEAST_ONE = "a whole number of at least 1";

  private static final Map<String, String> WORDS = Map.ofEntries(
      Map.entry("enabled", FLAG),
      Map.entry("service-name", "text that is not blank"),
      Map.entry("daemon-address", "host:port, or tcp:host:port udp:host:port in either order"),
      Map.entry("emitter", "udp, none, api or otlp, or tee: and several of them, like tee:udp,api"),
      Map.entry("sampling.mode", "central, local, all, none"),
      Map.entry(
          "sampling.rules",
          "the location of a file with sampling rules, like classpath:rules.json or"
              + " file:/etc/rules.json"),
      Map.entry("log-groups", "names or ARNs of log groups of CloudWatch Logs"),
      Map.entry("plugins", "ec2, ecs, eks, elastic-beanstalk"),
      Map.entry("streaming-threshold", "a whole number of at least 0"),
      Map.entry("report-in-progress-after", DURATION),
      Map.entry("forget-open-after", DURATION),
      Map.entry("max-open-entities", AT_LEAST_ONE),
      Map.entry("close-timeout", DURATION),
      Map.entry("shutdown-hook", FLAG),
      Map.entry("lambda", "auto, on, off"),
      Map.entry("metadata-at-end", FLAG),
      Map.entry("headers", "xray, w3c, or both: xray,w3c"),
      Map.entry("api-endpoint", URL),
      Map.entry("api-headers", PAIRS),
      Map.entry("api-timeout", DURATION),
      Map.entry("otlp-endpoint", URL),
      Map.entry("otlp-headers", PAIRS),
      Map.entry("otlp-timeout", DURATION),
      Map.entry("lambda-flush-timeout", DURATION),
      Map.entry("exclude-urls", EXPRESSIONS),
      Map.entry("servlet.exclude-urls", EXPRESSIONS),
      Map.entry("servlet.trust-forwarded-for", FLAG),
      Map.entry("servlet.record-query", FLAG),
      Map.entry("servlet.redact-query", "names of query parameters"));

  private Accepted() {}

  /**
   * What a property accepts.
   *
   * @param name in full; an index at its end does not count
   * @return {@code null} if there is no such property
   */
  static @Nullable String words(String name) {
    String prefix = XraysinkProperties.PREFIX + ".";
    return name.startsWith(prefix)
        ? WORDS.get(name.substring(prefix.length()).replaceFirst("\\[.*$", ""))
        : null;
  }

  /**
   * Stops the start of the application.
   *
   * @param name below {@code xraysink}
   * @param why what is wrong with the value, besides not being accepted; {@code null} if there is
   *     no more to say
   */
  static InvalidConfigurationPropertyValueException refused(
      String name, Object value, @Nullable String why) {
    String property = XraysinkProperties.PREFIX + "." + name;
    return new InvalidConfigurationPropertyValueException(
        property, value, "Accepted: " + words(property) + "." + (why == null ? "" : " " + why));
  }
}
