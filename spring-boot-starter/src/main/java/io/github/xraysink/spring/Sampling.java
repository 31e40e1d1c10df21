// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.CentralizedSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.LocalizedSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.NoSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import com.amazonaws.xray.strategy.sampling.manifest.SamplingRuleManifest;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.github.xraysink.spring.XraysinkProperties.SamplingMode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/** The SDK's sampling strategies, by property. */
final class Sampling {

  private static final String RULES = "sampling.rules";

  /** Reads as the SDK does, which keeps to itself what it cannot read. */
  private static final class Reader {
    static final ObjectMapper MAPPER = new ObjectMapper()
        .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
        .configure(JsonParser.Feature.ALLOW_COMMENTS, true);
  }

  private Sampling() {}

  /** {@code null} where the recorder's own default asks the right one. */
  static @Nullable SamplingStrategy strategy(XraysinkProperties properties) {
    SamplingMode mode = properties.sampling().mode();
    URL rules = rules(properties.sampling().rules());
    return switch (mode) {
      case ALL -> new AllSamplingStrategy();
      case NONE -> new NoSamplingStrategy();
      case LOCAL ->
        rules == null ? new LocalizedSamplingStrategy() : new LocalizedSamplingStrategy(rules);
      case CENTRAL -> rules == null ? null : new CentralizedSamplingStrategy(rules);
    };
  }

  /** Refuses what the SDK would log as an error, going on with rules of its own. */
  private static @Nullable URL rules(@Nullable Resource rules) {
    if (rules == null) {
      return null;
    }
    try (InputStream text = rules.getInputStream()) {
      Reader.MAPPER.readValue(text, SamplingRuleManifest.class);
      URL location = rules.getURL();
      new LocalizedSamplingStrategy(location).shutdown(); // throws if the rules make no sense
      return location;
    } catch (IOException | RuntimeException wrong) {
      throw Accepted.refused(RULES, rules, "The file cannot be used: " + wrong.getMessage());
    }
  }
}
