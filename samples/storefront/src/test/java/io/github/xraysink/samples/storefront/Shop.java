// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturingEmitter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole application on free ports, with what it sends and logs. */
final class Shop implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What the shop answers to an order. */
  record Placed(String id, String traceId) {}

  /** A line of the shop's own, with the ids that were printed beside it. */
  record Line(String text, String traceId, String entityId) {}

  final CapturingEmitter emitter = new CapturingEmitter();
  final Queue<Line> lines = new ConcurrentLinkedQueue<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Lines appender = new Lines(lines);
  private final ConfigurableApplicationContext context;
  private final URI uri;

  private Shop(String... arguments) {
    SpringApplication application = StorefrontApplication.application();
    application.addInitializers(
        context -> context.getBeanFactory().registerSingleton("capturing", emitter));
    context = application.run(Stream.concat(
            Stream.of(
                "--server.port=0", "--shop.console-port=0", "--logging.threshold.console=error"),
            Stream.of(arguments))
        .toArray(String[]::new));
    uri = URI.create("http://127.0.0.1:"
        + ((ServletWebServerApplicationContext) context).getWebServer().getPort());
    appender.start();
    logger().addAppender(appender);
  }

  static Shop open(String... arguments) {
    return new Shop(arguments);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(Shop.class.getPackageName());
  }

  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final Queue<Line> lines;

    Lines(Queue<Line> lines) {
      this.lines = lines;
    }

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(new Line(
          event.getFormattedMessage(),
          event.getMDCPropertyMap().getOrDefault("traceId", ""),
          event.getMDCPropertyMap().getOrDefault("xrayEntityId", "")));
    }
  }

  ConfigurableApplicationContext context() {
    return context;
  }

  HttpResponse<String> get(String path) {
    try {
      return client.send(
          HttpRequest.newBuilder(uri.resolve(path)).build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  Placed order(String item, String card) {
    return orderAsync(item, card).join();
  }

  CompletableFuture<Placed> orderAsync(String item, String card) {
    String body = "{\"item\":\"%s\",\"card\":\"%s\"}".formatted(item, card);
    HttpRequest request = HttpRequest.newBuilder(uri.resolve("/orders"))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
    return client.sendAsync(request, BodyHandlers.ofString()).thenApply(Shop::placed);
  }

  private static Placed placed(HttpResponse<String> answer) {
    if (answer.statusCode() != 202) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    try {
      JsonNode json = JSON.readTree(answer.body());
      return new Placed(json.path("id").asText(), json.path("traceId").asText());
    } catch (IOException noJson) {
      throw new AssertionError(noJson);
    }
  }

  /** Waits until the database says so. Asking is traced too, in traces of its own. */
  void awaitStatus(Placed order, OrderStatus... any) {
    List<String> accepted = Stream.of(any).map(Enum::name).toList();
    Awaitility.await(order.id())
        .atMost(PATIENCE)
        .until(() -> accepted.contains(get("/orders/" + order.id()).body()));
  }

  /** Waits until that many entities of the trace are complete; gives the topmost one. */
  CapturedEntity awaitTrace(Placed order, int entities) {
    Awaitility.await(order.traceId()).atMost(PATIENCE).untilAsserted(() -> {
      List<CapturedEntity> all = entitiesOf(order.traceId());
      if (all.stream().filter(each -> !each.inProgress()).count() < entities) {
        throw new AssertionError("of " + entities + ": " + all);
      }
    });
    List<CapturedEntity> roots = emitter.traces().roots(order.traceId());
    if (roots.size() != 1) {
      throw new AssertionError("more than one root: " + roots);
    }
    return roots.get(0);
  }

  List<CapturedEntity> entitiesOf(String traceId) {
    return emitter.traces().entities().stream()
        .filter(each -> each.traceId().equals(traceId))
        .toList();
  }

  /** The lines that speak of the order. */
  List<Line> linesOf(Placed order) {
    return new ArrayList<>(lines)
        .stream().filter(line -> line.text().startsWith("order " + order.id())).toList();
  }

  @Override
  public void close() {
    logger().detachAppender(appender);
    context.close();
  }
}
