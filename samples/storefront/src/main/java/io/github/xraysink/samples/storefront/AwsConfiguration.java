// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

/**
 * The clients. As beans they are traced, and what is attached to their futures stays where it was
 * attached.
 */
@Configuration(proxyBeanMethods = false)
class AwsConfiguration {

  @Bean
  DynamoDbAsyncClient dynamoDb(ShopProperties properties) {
    return at(properties.dynamodbEndpoint(), DynamoDbAsyncClient.builder()).build();
  }

  @Bean
  SqsAsyncClient sqs(ShopProperties properties) {
    return at(properties.sqsEndpoint(), SqsAsyncClient.builder()).build();
  }

  /** Without an endpoint everything comes from where the AWS SDK looks by itself. */
  private static <B extends AwsClientBuilder<B, C>, C> B at(@Nullable URI endpoint, B builder) {
    return endpoint == null
        ? builder
        : builder
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
  }
}
