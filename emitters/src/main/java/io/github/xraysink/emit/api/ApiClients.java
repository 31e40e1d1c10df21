// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import io.github.xraysink.internal.Guard;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.xray.XRayAsyncClient;
import software.amazon.awssdk.services.xray.XRayAsyncClientBuilder;

/** Clients of our own: the SDK's chains for credentials and region, and no repetitions of its own. */
final class ApiClients {

  private ApiClients() {}

  /**
   * A client; connects to nothing yet, but may ask the instance metadata service for the region if
   * nothing else names it.
   *
   * @throws IllegalArgumentException if the SDK finds no region or no HTTP client
   */
  static XRayAsyncClient open(@Nullable URI endpoint, Map<String, String> headers) {
    try {
      XRayAsyncClientBuilder builder = XRayAsyncClient.builder();
      if (endpoint != null) {
        builder.endpointOverride(endpoint);
      }
      Map<String, List<String>> added = new TreeMap<>();
      headers.forEach((name, value) -> added.put(name, List.of(value)));
      return builder
          .overrideConfiguration(
              override -> override.headers(added).retryStrategy(DefaultRetryStrategy.doNotRetry()))
          .build();
    } catch (SdkClientException refused) {
      throw new IllegalArgumentException(
          "No client for the X-Ray API can be made: " + refused.getMessage()
              + " (a region comes from AWS_REGION, the system property aws.region or the profile;"
              + " an HTTP client from software.amazon.awssdk:netty-nio-client)",
          refused);
    }
  }

  /**
   * Closes a client of ours on a thread of its own: Netty takes two seconds to be quiet, and nobody
   * needs to watch it.
   */
  static void close(XRayAsyncClient client) {
    Thread closing = new Thread(
        () -> Guard.run("close the client of the X-Ray API", client::close), "xraysink-api-close");
    closing.setDaemon(true);
    closing.start();
  }
}
