// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import com.amazonaws.xray.interceptors.TracingInterceptor;
import io.github.xraysink.context.TraceHeaderInterceptor;
import java.util.Map;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Looks prices up in a DynamoDB table, item by item. */
final class Prices {

  private final DynamoDbClient dynamo;
  private final String table;

  private Prices(DynamoDbClient dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  /** Region, credentials and endpoint are those of the function. */
  static Prices connect() {
    DynamoDbClient dynamo = DynamoDbClient.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(configuration -> configuration
            .addExecutionInterceptor(new TracingInterceptor())
            .addExecutionInterceptor(new TraceHeaderInterceptor()))
        .build();
    return new Prices(dynamo, System.getenv().getOrDefault("PRICES_TABLE", "prices"));
  }

  /** In cents; 0 if the table does not know the item. */
  long of(String item) {
    Map<String, AttributeValue> found = dynamo
        .getItem(
            request -> request.tableName(table).key(Map.of("item", AttributeValue.fromS(item))))
        .item();
    AttributeValue cents = found.get("cents");
    return cents == null ? 0 : Long.parseLong(cents.n());
  }
}
