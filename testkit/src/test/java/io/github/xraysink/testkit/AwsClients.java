// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.interceptors.TracingInterceptor;
import io.github.xraysink.context.TraceHeaderInterceptor;
import io.github.xraysink.context.TraceHeaders;
import java.net.URI;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;

/** Sets up clients of the AWS SDK, and hears what they send. */
final class AwsClients {

  /** Trace headers as sent, in the order of sending. */
  final Queue<String> sentHeaders = new ConcurrentLinkedQueue<>();

  private final SdkAsyncHttpClient http;
  private final URI endpoint;

  AwsClients(SdkAsyncHttpClient http, URI endpoint) {
    this.http = http;
    this.endpoint = endpoint;
  }

  /** With what applications put into them: the X-Ray SDK's interceptor, and ours after it. */
  <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C> C traced(B builder) {
    return configured(
        builder,
        ClientOverrideConfiguration.builder()
            .addExecutionInterceptor(new WithoutExpect())
            .addExecutionInterceptor(new TracingInterceptor())
            .addExecutionInterceptor(new TraceHeaderInterceptor())
            .addExecutionInterceptor(new Hearing()));
  }

  <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C> C untraced(B builder) {
    return configured(builder, ClientOverrideConfiguration.builder());
  }

  private <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C> C configured(
      B builder, ClientOverrideConfiguration.Builder configuration) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClient(http)
        .overrideConfiguration(configuration.build())
        .build();
  }

  /** The emulators answer "100 Continue" in a way that this version of the AWS SDK takes for all. */
  private static final class WithoutExpect implements ExecutionInterceptor {
    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      return context.httpRequest().toBuilder().removeHeader("Expect").build();
    }
  }

  private final class Hearing implements ExecutionInterceptor {
    @Override
    public void beforeTransmission(
        Context.BeforeTransmission context, ExecutionAttributes attributes) {
      Optional<String> header = context.httpRequest().firstMatchingHeader(TraceHeaders.TRACE_ID);
      sentHeaders.add(header.orElse("none"));
    }
  }
}
