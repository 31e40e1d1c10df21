// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the shop, {@code shop.*}.
 *
 * @param table the DynamoDB table of orders; made at the start if there is none
 * @param queue the SQS queue to the warehouse; made at the start if there is none
 * @param dynamodbEndpoint where DynamoDB is, if not in AWS
 * @param sqsEndpoint where SQS is, if not in AWS
 * @param consoleUri where traces can be seen, if there is a local console
 */
@ConfigurationProperties("shop")
public record ShopProperties(
    @DefaultValue("storefront-orders") String table,
    @DefaultValue("storefront-warehouse") String queue,
    @Nullable URI dynamodbEndpoint,
    @Nullable URI sqsEndpoint,
    @Nullable URI consoleUri) {}
