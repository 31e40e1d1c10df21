// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.context.LambdaMode;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class XrayMessagesTest {

  private static final String INVOCATION =
      "Root=1-5759e988-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=aaaaaaaaaaaaaaaa;Sampled=1";
  private static final String TRACE = "1-5759e988-bbbbbbbbbbbbbbbbbbbbbbbb";
  private static final String PRODUCER = "Root=" + TRACE + ";Parent=bbbbbbbbbbbbbbbb;Sampled=1";
  private static final String UNSAMPLED = PRODUCER.replace("Sampled=1", "Sampled=0");

  private record Message(String body, Map<String, String> attributes) {
    static Message of(String body, String header) {
      return new Message(body, Map.of(XrayMessages.SQS_ATTRIBUTE, header));
    }
  }

  private final XrayMessages<Message> orders = XrayMessages.sqs("orders", Message::attributes);
  private final SentDocuments sent = new SentDocuments();
  private final BoundedEmitter emitter =
      BoundedEmitter.builder().transport(sent).build();
  private Xraysink xraysink;

  private void start(LambdaMode mode) {
    xraysink = Xraysink.builder()
        .serviceName("fn")
        .emitter(emitter)
        .samplingStrategy(new AllSamplingStrategy())
        .lambda(mode)
        .build();
  }

  private List<JsonNode> all() {
    assertThat(xraysink.flush(Duration.ofSeconds(20))).isTrue();
    return sent.all();
  }

  @AfterEach
  void close() {
    if (xraysink != null) {
      assertThat(xraysink.recorder().getTraceEntity()).isNull();
      xraysink.close();
    }
    emitter.close();
  }

  @Test
  void worker_continuesTheTraceOfEachProducer() {
    start(LambdaMode.OFF);

    orders.process(Message.of("a", PRODUCER), message -> XraySubsegments.run("step", () -> {}));
    orders.process(Message.of("b", UNSAMPLED), message -> {});
    orders.process(new Message("c", Map.of()), message -> {});
    orders.process(new Message("d", null), message -> {});

    List<JsonNode> all = all();
    assertThat(all).hasSize(3).allMatch(document -> document.path("type").isMissingNode());
    assertThat(all.get(0).path("trace_id").asText()).isEqualTo(TRACE);
    assertThat(all.get(0).path("parent_id").asText()).isEqualTo("bbbbbbbbbbbbbbbb");
    assertThat(all.get(0).path("subsegments")).hasSize(1);
    assertThat(all.get(1).path("trace_id").asText()).isNotEqualTo(TRACE);
    assertThat(all.get(1).path("parent_id").isMissingNode()).isTrue();
  }

  @Test
  void function_hasASubsegmentForEachMessageThatSaysSo() {
    start(LambdaMode.ON);
    List<String> headers = new ArrayList<>();
    List<Message> batch =
        List.of(Message.of("a", PRODUCER), Message.of("b", UNSAMPLED), new Message("c", Map.of()));

    XrayLambda.run(FakeContext.of(INVOCATION), () -> {
      for (Message message : batch) {
        orders.process(
            message,
            one -> XraySubsegments.run("step " + one.body(), () -> {
              headers.add(TraceHeaders.current().get(TraceHeaders.TRACE_ID));
            }));
      }
    });

    JsonNode only = sent.only("orders");
    assertThat(sent.all()).containsExactly(only);
    assertThat(only.path("type").asText()).isEqualTo("subsegment");
    assertThat(only.path("parent_id").asText()).isEqualTo("aaaaaaaaaaaaaaaa");
    assertThat(only.path("annotations").path(XrayMessages.PRODUCER_TRACE_ID).asText())
        .isEqualTo(TRACE);
    assertThat(only.path("subsegments").path(0).path("name").asText()).isEqualTo("step a");
    assertThat(headers).hasSize(3);
    assertThat(headers.get(0)).contains("Sampled=1");
    assertThat(headers.get(1)).contains("Sampled=0");
    assertThat(headers.get(2)).contains("Sampled=0");
  }

  @Test
  void function_thatIsNotSampledSendsNothing() {
    start(LambdaMode.ON);

    XrayLambda.run(
        FakeContext.of(INVOCATION.replace("Sampled=1", "Sampled=0")),
        () -> orders.process(Message.of("a", PRODUCER), message -> {}));

    assertThat(all()).isEmpty();
  }

  @Test
  void failure_isRecordedAndThrownOn() {
    start(LambdaMode.ON);
    IOException failure = new IOException("no");

    assertThatThrownBy(() -> XrayLambda.run(
            FakeContext.of(INVOCATION),
            () -> orders.process(Message.of("a", PRODUCER), message -> {
              throw failure;
            })))
        .isSameAs(failure);

    assertThat(sent.only("orders").path("fault").asBoolean()).isTrue();
  }

  @Test
  void headerThatCannotBeRead_isNone() {
    start(LambdaMode.OFF);
    XrayMessages<String> broken = XrayMessages.of("broken", message -> {
      throw new IllegalStateException("not a message");
    });
    List<String> handled = new ArrayList<>();

    broken.process("a", handled::add);

    assertThat(handled).containsExactly("a");
    assertThat(all()).hasSize(1);
  }

  @Test
  void withoutRecorder_messagesAreHandled() {
    List<Message> handled = new ArrayList<>();
    Message message = Message.of("a", PRODUCER);

    orders.process(message, handled::add);

    assertThat(handled).containsExactly(message);
  }

  @Test
  void messages_needNothingOfLambdas() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!entry.contains("aws-lambda-java")) {
        urls.add(new File(entry).toURI().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(() -> loader.loadClass("com.amazonaws.services.lambda.runtime.Context"))
          .isInstanceOf(ClassNotFoundException.class);
      Class<?> messages = loader.loadClass(XrayMessages.class.getName());
      Class<?> handler = loader.loadClass(XrayMessages.Handler.class.getName());
      Function<String, String> none = message -> null;
      List<Object> handled = new ArrayList<>();
      Object proxy = java.lang.reflect.Proxy.newProxyInstance(
          loader, new Class<?>[] {handler}, (self, method, arguments) -> handled.add(arguments[0]));

      Object made = messages.getMethod("of", String.class, Function.class).invoke(null, "m", none);
      messages.getMethod("process", Object.class, handler).invoke(made, "a", proxy);

      assertThat(handled).containsExactly("a");
    }
  }
}
