// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.xraysink.context.LambdaMode;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code blocks of the README's section on Lambda, compiled and run. */
class QuickStartTest {

  private static final String HEADER =
      "Root=1-5759e988-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=aaaaaaaaaaaaaaaa;Sampled=1";

  private final SentDocuments sent = new SentDocuments();
  private final BoundedEmitter emitter =
      BoundedEmitter.builder().transport(sent).build();
  private final Xraysink xraysink = Xraysink.builder()
      .serviceName("fn")
      .emitter(emitter)
      .lambda(LambdaMode.ON)
      .build();
  private final List<Message> handled = new ArrayList<>();

  private record Message(Map<String, String> attributes) {}

  // region: lambda-handler
  final class Pricing implements XrayRequestHandler<String, String> {
    @Override
    public String handle(String item, Context context) {
      return XraySubsegments.call("price", () -> "12.50");
    }
  }
  // end region

  private void handle(Message message) {
    handled.add(message);
  }

  private Map<String, String> load() {
    return Map.of("tea", "12.50");
  }

  @AfterEach
  void close() {
    xraysink.close();
    emitter.close();
  }

  @Test
  void handler() {
    assertThat(new Pricing().handleRequest("tea", FakeContext.of(HEADER))).isEqualTo("12.50");

    assertThat(sent.named("price")).hasSize(1);
  }

  @Test
  void init() {
    // region: lambda-init
    Map<String, String> prices = XrayLambda.init("load prices", () -> load());
    // end region
    XrayLambda.run(FakeContext.of(HEADER), () -> {});

    assertThat(prices).isNotEmpty();
    assertThat(sent.named("load prices")).hasSize(1);
  }

  @Test
  void messages() {
    List<Message> batch = List.of(new Message(Map.of(XrayMessages.SQS_ATTRIBUTE, HEADER)));
    XrayLambda.run(FakeContext.of(HEADER), () -> process(batch));

    assertThat(handled).isEqualTo(batch);
    assertThat(sent.named("orders")).hasSize(1);
  }

  private void process(List<Message> batch) {
    // region: lambda-messages
    XrayMessages<Message> orders = XrayMessages.sqs("orders", Message::attributes);
    for (Message message : batch) {
      orders.process(message, this::handle);
    }
    // end region
  }
}
