// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import com.amazonaws.xray.AWSXRay;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XraySubsegments;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;

/** The queue between the shop and the warehouse: one order a message, {@code id|item}. */
@Component
class Warehouse {

  private static final Logger LOG = LoggerFactory.getLogger(Warehouse.class);
  private static final int MOST_MESSAGES = 10;

  private final SqsAsyncClient sqs;
  private final String name;
  private volatile String url = "";

  Warehouse(SqsAsyncClient sqs, ShopProperties properties) {
    this.sqs = sqs;
    this.name = properties.queue();
  }

  /** Makes the queue if there is none. */
  void createQueue() {
    url = sqs.createQueue(request -> request.queueName(name)).join().queueUrl();
  }

  /** Tells the warehouse of an order, and in which trace it is. */
  CompletionStage<?> send(Order order) {
    return XraySubsegments.callAsync("tell warehouse", () -> {
      AWSXRay.getCurrentSubsegmentOptional().ifPresent(at -> at.putAnnotation("order", order.id()));
      LOG.info("order {} goes to the warehouse", order.id());
      return sqs.sendMessage(request -> request
          .queueUrl(url)
          .messageBody(order.id() + "|" + order.item())
          .messageSystemAttributes(traceHeader()));
    });
  }

  /** AWS would derive it from the header of the call; emulators of SQS do not. */
  private static Map<MessageSystemAttributeNameForSends, MessageSystemAttributeValue>
      traceHeader() {
    return TraceSnapshot.capture()
        .header()
        .map(header -> Map.of(
            MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
            MessageSystemAttributeValue.builder()
                .dataType("String")
                .stringValue(header)
                .build()))
        .orElse(Map.of());
  }

  /** The next messages; none if none come within some seconds. */
  CompletableFuture<List<Message>> receive(int waitSeconds) {
    return sqs.receiveMessage(request -> request
            .queueUrl(url)
            .maxNumberOfMessages(MOST_MESSAGES)
            .waitTimeSeconds(waitSeconds)
            .messageSystemAttributeNames(MessageSystemAttributeName.AWS_TRACE_HEADER))
        .thenApply(answer -> answer.messages());
  }

  CompletionStage<?> delete(Message message) {
    return sqs.deleteMessage(
        request -> request.queueUrl(url).receiptHandle(message.receiptHandle()));
  }
}
