// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import io.github.xraysink.emit.TransportProvider;
import io.github.xraysink.emit.TransportSettings;
import java.time.Duration;

/** Provides {@code xraysink.emitter=api}. Found by the service loader; nobody else needs it. */
public final class ApiTransportProvider implements TransportProvider {

  private static final String CLIENT = "software.amazon.awssdk.services.xray.XRayAsyncClient";

  /** For the service loader. */
  public ApiTransportProvider() {}

  @Override
  public String name() {
    return "api";
  }

  /**
   * Opens a transport, and a sampler on the same client.
   *
   * @throws IllegalArgumentException if the AWS SDK's X-Ray client is not on the class path, or it
   *     finds no region or HTTP client
   */
  @Override
  public Destination open(TransportSettings settings) {
    try {
      Class.forName(CLIENT, false, ApiTransportProvider.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError absent) {
      throw new IllegalArgumentException(
          "xraysink setting 'emitter' names 'api', which needs software.amazon.awssdk:xray (2.x) on"
              + " the class path: add that dependency",
          absent);
    }
    XrayApiTransport transport = transport(settings);
    return new Destination(transport, transport.sampling());
  }

  private static XrayApiTransport transport(TransportSettings settings) {
    XrayApiTransport.Builder builder = XrayApiTransport.builder().headers(settings.headers());
    if (settings.endpoint() != null) {
      builder.endpoint(settings.endpoint());
    }
    Duration timeout = settings.timeout();
    if (timeout != null) {
      Duration usual = Duration.ofMillis(XrayApiTransport.DEFAULT_RETRY_BUDGET_MILLIS);
      builder.requestTimeout(timeout).retryBudget(timeout.compareTo(usual) > 0 ? timeout : usual);
    }
    return builder.build();
  }
}
