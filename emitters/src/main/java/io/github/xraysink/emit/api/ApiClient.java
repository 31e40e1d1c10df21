// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import io.github.xraysink.internal.Guard;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.xray.XRayAsyncClient;
import software.amazon.awssdk.services.xray.XRayAsyncClientBuilder;

/**
 * The client that requests are made with.
 *
 * @param sdk it
 * @param ours whether we made it: with the SDK's chains for credentials and region, and without
 *     repetitions of its own
 */
record ApiClient(XRayAsyncClient sdk, boolean ours) {

  private static final String SDK_PACKAGE = "software.amazon.awssdk.";

  /**
   * The client given, or one of ours; it connects to nothing yet, but may ask the instance metadata
   * service for the region if nothing else names it.
   *
   * @throws IllegalArgumentException if the SDK finds no region or no HTTP client
   */
  static ApiClient of(
      @Nullable XRayAsyncClient given, @Nullable URI endpoint, Map<String, String> headers) {
    return given == null
        ? new ApiClient(open(endpoint, headers), true)
        : new ApiClient(given, false);
  }

  private static XRayAsyncClient open(@Nullable URI endpoint, Map<String, String> headers) {
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

  /** What each request is to be made with: its time, and nobody who traces it. */
  Consumer<AwsRequestOverrideConfiguration.Builder> within(Duration timeout) {
    return override -> {
      override.apiCallTimeout(timeout);
      if (ours) {
        override.addPlugin(ApiClient::withoutForeignInterceptors);
      }
    };
  }

  /**
   * Interceptors on the class path are added to every client, also after its own plugins have run;
   * those that trace would trace the sending of traces. Only the SDK's own stay.
   */
  private static void withoutForeignInterceptors(SdkServiceClientConfiguration.Builder request) {
    ClientOverrideConfiguration override = request.overrideConfiguration();
    List<ExecutionInterceptor> own = override.executionInterceptors().stream()
        .filter(interceptor -> interceptor.getClass().getName().startsWith(SDK_PACKAGE))
        .toList();
    request.overrideConfiguration(
        override.toBuilder().executionInterceptors(own).build());
  }

  /**
   * Closes it if it is ours, on a thread of its own: Netty takes two seconds to be quiet, and
   * nobody needs to watch it.
   */
  void close() {
    if (!ours) {
      return;
    }
    Thread closing = new Thread(
        () -> Guard.run("close the client of the X-Ray API", sdk::close), "xraysink-api-close");
    closing.setDaemon(true);
    closing.start();
  }
}
