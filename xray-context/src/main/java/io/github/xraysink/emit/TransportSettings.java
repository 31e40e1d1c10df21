// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be set for any destination that the setting {@code xraysink.emitter} names.
 *
 * @param endpoint an absolute http or https URL; {@code null} for the destination's own default
 * @param headers to be sent with each request, for instance credentials; empty for none
 * @param timeout how long one request may take, above zero; {@code null} for the destination's own
 *     default
 */
public record TransportSettings(
    @Nullable URI endpoint,
    Map<String, String> headers,
    @Nullable Duration timeout) {

  /** Nothing set. */
  public static final TransportSettings NONE = new TransportSettings(null, Map.of(), null);

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the endpoint is no absolute http or https URL, or the
   *     timeout not above zero
   */
  public TransportSettings {
    headers = Map.copyOf(headers);
    if (endpoint != null && !isHttp(endpoint)) {
      throw new IllegalArgumentException(
          "endpoint is '" + endpoint + "', but must be an absolute http or https URL");
    }
    if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
      throw new IllegalArgumentException("timeout is " + timeout + ", but must be above zero");
    }
  }

  /** These settings, and those of {@code other} where these say nothing. */
  public TransportSettings orElse(TransportSettings other) {
    return new TransportSettings(
        endpoint == null ? other.endpoint : endpoint,
        headers.isEmpty() ? other.headers : headers,
        timeout == null ? other.timeout : timeout);
  }

  private static boolean isHttp(URI uri) {
    return uri.getHost() != null
        && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
  }

  /** Without the values of headers: they are often secret. */
  @Override
  public String toString() {
    return "TransportSettings[endpoint=" + endpoint + ", headers=" + headers.keySet() + ", timeout="
        + timeout + "]";
  }
}
