// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Orders in DynamoDB. Nothing here waits for it. */
@Component
class Orders {

  private static final Logger LOG = LoggerFactory.getLogger(Orders.class);
  private static final String ID = "id";
  private static final String STATUS = "order_status";
  private static final AttributeValue UNKNOWN = AttributeValue.fromS("UNKNOWN");

  private final DynamoDbAsyncClient dynamoDb;
  private final String table;
  private final OrderBook book;

  Orders(DynamoDbAsyncClient dynamoDb, ShopProperties properties, OrderBook book) {
    this.dynamoDb = dynamoDb;
    this.table = properties.table();
    this.book = book;
  }

  /** Makes the table if there is none, and waits until it can be used. */
  void createTable() {
    try {
      dynamoDb
          .createTable(request -> request
              .tableName(table)
              .billingMode(BillingMode.PAY_PER_REQUEST)
              .attributeDefinitions(AttributeDefinition.builder()
                  .attributeName(ID)
                  .attributeType(ScalarAttributeType.S)
                  .build())
              .keySchema(KeySchemaElement.builder()
                  .attributeName(ID)
                  .keyType(KeyType.HASH)
                  .build()))
          .join();
    } catch (CompletionException failed) {
      if (!(failed.getCause() instanceof ResourceInUseException)) {
        throw failed;
      }
    }
    try (var waiter = dynamoDb.waiter()) {
      waiter.waitUntilTableExists(request -> request.tableName(table)).join();
    }
  }

  /** Stores a new order. */
  CompletionStage<?> save(Order order, OrderStatus status) {
    return dynamoDb
        .putItem(request -> request
            .tableName(table)
            .item(Map.of(
                ID,
                AttributeValue.fromS(order.id()),
                "item",
                AttributeValue.fromS(order.item()),
                STATUS,
                AttributeValue.fromS(status.name()))))
        .thenRun(() -> saved(order.id(), status));
  }

  /** Stores how far an order is. */
  CompletionStage<?> update(String id, OrderStatus status) {
    return dynamoDb
        .updateItem(request -> request
            .tableName(table)
            .key(Map.of(ID, AttributeValue.fromS(id)))
            .updateExpression("SET " + STATUS + " = :status")
            .expressionAttributeValues(Map.of(":status", AttributeValue.fromS(status.name()))))
        .thenRun(() -> saved(id, status));
  }

  private void saved(String id, OrderStatus status) {
    book.is(id, status);
    LOG.info("order {} is {}", id, status);
  }

  /** How far an order is, as the database knows it; {@code UNKNOWN} if it does not. */
  CompletableFuture<String> statusOf(String id) {
    return dynamoDb
        .getItem(request -> request.tableName(table).key(Map.of(ID, AttributeValue.fromS(id))))
        .thenApply(answer -> answer.item().getOrDefault(STATUS, UNKNOWN).s());
  }
}
