// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.CoreConstants;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes the words known to the patterns of a Logback configuration that come after it:
 *
 * <pre>{@code <contextListener class="io.github.xraysink.logs.XrayWords"/>}</pre>
 *
 * <p>The same as a {@code <conversionRule>} for each, without the warning that Logback 1.5 gives
 * for how 1.3 writes it, and 1.3 for how 1.5 does.
 */
public final class XrayWords extends ConfigurationPart {

  private static final Map<String, Class<? extends PositionConverter>> WORDS = Map.of(
      "xrayTraceId", XrayTraceIdConverter.class,
      "xrayEntityId", XrayEntityIdConverter.class,
      "xrayParentId", XrayParentIdConverter.class,
      "xraySampled", XraySampledConverter.class,
      "xrayService", XrayServiceConverter.class,
      "awsXrayTraceId", AwsXrayTraceIdConverter.class);

  /** Made by Logback. */
  public XrayWords() {}

  /** Names of classes are what the registries of all versions understand. */
  @Override
  void begin(LoggerContext context) {
    Map<String, String> registry = new HashMap<>();
    if (context.getObject(CoreConstants.PATTERN_RULE_REGISTRY) instanceof Map<?, ?> there) {
      there.forEach((word, type) -> registry.put(String.valueOf(word), String.valueOf(type)));
    }
    WORDS.forEach((word, type) -> registry.put(word, type.getName()));
    context.putObject(CoreConstants.PATTERN_RULE_REGISTRY, registry);
  }
}
