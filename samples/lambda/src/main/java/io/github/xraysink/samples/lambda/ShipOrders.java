// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.lambda.XrayMessages;
import io.github.xraysink.lambda.XrayRequestHandler;
import java.util.ArrayList;
import java.util.List;

/** A function that ships orders from a queue, and reports those it could not, to be tried again. */
public final class ShipOrders implements XrayRequestHandler<SQSEvent, SQSBatchResponse> {

  private static final XrayMessages<SQSMessage> MESSAGES =
      XrayMessages.sqs("ship order", SQSMessage::getAttributes);

  static {
    Tracing.start();
  }

  /** Makes the function; called by Lambda, once for each process. */
  public ShipOrders() {}

  @Override
  public SQSBatchResponse handle(SQSEvent event, Context context) {
    List<BatchItemFailure> failed = new ArrayList<>();
    for (SQSMessage message : event.getRecords()) {
      try {
        MESSAGES.process(message, this::ship);
      } catch (RuntimeException cannotShip) {
        failed.add(new BatchItemFailure(message.getMessageId()));
      }
    }
    return new SQSBatchResponse(failed);
  }

  private void ship(SQSMessage message) {
    String address = XraySubsegments.call("find address", () -> addressOf(message));
    XraySubsegments.run("print label", () -> LabelPrinter.print(address));
  }

  private static String addressOf(SQSMessage message) {
    if (message.getBody().isBlank()) {
      throw new IllegalArgumentException("no address in message " + message.getMessageId());
    }
    return message.getBody();
  }
}
