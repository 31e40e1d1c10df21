// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import io.github.xraysink.emit.TransportSettings;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The three settings that each destination has under its own name: {@code xraysink.api-endpoint},
 * {@code xraysink.otlp-headers} and so on.
 */
record DestinationSettings(
    String name,
    Setting<URI> endpoint,
    Setting<Map<String, String>> headers,
    Setting<Duration> timeout) {

  /**
   * @param name of the destination
   * @param defaultEndpoint for the README
   * @param defaultTimeout for the README
   */
  static DestinationSettings of(String name, String defaultEndpoint, String defaultTimeout) {
    return new DestinationSettings(
        name,
        new Setting<>(
            name + "-endpoint",
            "an absolute http or https URL",
            "where the emitter `" + name + "` sends to",
            defaultEndpoint,
            null,
            DestinationSettings::url,
            uri -> true),
        new Setting<>(
            name + "-headers",
            "`key=value` pairs joined by commas; percent-encoding is decoded",
            "headers that the emitter `" + name + "` adds to each request; never logged",
            "none",
            Map.of(),
            text -> pairs(name + "-headers", text),
            pairs -> true),
        Setting.duration(
            name + "-timeout",
            "how long one request of the emitter `" + name + "` may take",
            defaultTimeout,
            null));
  }

  /**
   * What was set for the destination.
   *
   * @param fromBuilder goes before properties and environment, one by one
   */
  TransportSettings resolve(TransportSettings fromBuilder, Setting.Sources sources) {
    return fromBuilder.orElse(new TransportSettings(
        endpoint.resolve(null, sources),
        headers.require(null, sources),
        timeout.resolve(null, sources)));
  }

  /** What {@link Setting} takes as "not accepted" is an {@link UnsupportedOperationException}. */
  private static URI url(String text) {
    try {
      return Objects.requireNonNull(
          new TransportSettings(URI.create(text), Map.of(), null).endpoint());
    } catch (IllegalArgumentException malformed) {
      throw new UnsupportedOperationException(text, malformed);
    }
  }

  /** Does not repeat the text in its complaints: it may hold a password. */
  private static Map<String, String> pairs(String setting, String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.split(",")) {
      int equals = pair.indexOf('=');
      if (pair.isBlank()) {
        continue;
      }
      if (equals < 1 || pair.substring(0, equals).isBlank()) {
        throw malformedHeaders(setting);
      }
      pairs.put(pair.substring(0, equals).trim(), decoded(setting, pair.substring(equals + 1)));
    }
    return pairs;
  }

  private static String decoded(String setting, String value) {
    try {
      return URLDecoder.decode(value.trim().replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw malformedHeaders(setting);
    }
  }

  private static IllegalArgumentException malformedHeaders(String setting) {
    return new IllegalArgumentException("xraysink setting '" + setting
        + "' is malformed (its value is not shown, for it may be secret); accepted: key=value pairs"
        + " joined by commas, values percent-encoded where needed");
  }
}
