// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.samples.storefront.StorefrontApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.context.ConfigurableApplicationContext;

/** The running shop: orders are placed, and then everything is read back. */
final class ShopRun implements AutoCloseable {

  private static final int SHOP_PORT = 8080;
  private static final int CONSOLE_PORT = 2000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int POLL_MILLIS = 100;

  private final Path log;
  private final ConfigurableApplicationContext context;
  private final Http shop;
  private final ConsoleReader console;
  private final List<PlacedOrder> orders = new ArrayList<>();

  private ShopRun(Path log, ConfigurableApplicationContext context) {
    this.log = log;
    this.context = context;
    this.shop = new Http(shopUri());
    this.console = new ConsoleReader(consoleUri());
  }

  /** Starts it; on the usual ports for somebody to look at, or on any and in a hurry. */
  static ShopRun start(boolean usualPorts) throws IOException {
    Path log = Files.createTempFile("storefront", ".log");
    // Ctrl-C ends the JVM without close.
    log.toFile().deleteOnExit();
    return new ShopRun(
        log,
        StorefrontApplication.application()
            .run(
                "--server.port=" + port(usualPorts ? SHOP_PORT : 0),
                "--shop.console-port=" + port(usualPorts ? CONSOLE_PORT : 0),
                "--shop.settle-every=" + (usualPorts ? "5s" : "1s"),
                "--logging.file.name=" + log,
                "--logging.threshold.console=off"));
  }

  /** The wanted one if it is free; else 0, which takes any. */
  private static int port(int wanted) {
    try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return wanted;
    } catch (IOException taken) {
      return 0;
    }
  }

  URI shopUri() {
    return URI.create("http://127.0.0.1:" + property("local.server.port"));
  }

  URI consoleUri() {
    return URI.create(property("shop.console-uri"));
  }

  private String property(String name) {
    return Objects.requireNonNull(context.getEnvironment().getProperty(name), name);
  }

  void place(Kind kind) throws IOException, InterruptedException {
    JsonNode receipt = shop.post("/orders", Map.of("item", kind.item, "card", kind.card));
    orders.add(new PlacedOrder(
        kind, receipt.path("id").asText(), receipt.path("traceId").asText()));
  }

  /** Waits until every order has come to its end, the settlement too; false if it takes long. */
  boolean awaitEnds() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Map<String, String> status = new HashMap<>();
      for (JsonNode line : shop.get("/overview").path("orders")) {
        status.put(line.path("id").asText(), line.path("status").asText());
      }
      if (orders.stream().allMatch(order -> order.kind().end.equals(status.get(order.id())))) {
        return true;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return false;
  }

  /** Looks at what arrived until it is right, or nothing more can be expected to come. */
  Judgement judge() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (true) {
      Judgement judgement = look();
      if (judgement.right() || System.nanoTime() > deadline) {
        return judgement;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private Judgement look() throws IOException, InterruptedException {
    List<SeenTrace> seen = new ArrayList<>();
    for (PlacedOrder order : orders) {
      seen.add(console.trace(order.traceId()));
    }
    List<SeenTrace> settlements = new ArrayList<>();
    for (String id : console.traceIds("http.url ENDSWITH \"settle-payments\"")) {
      settlements.add(console.trace(id));
    }
    LogCheck lines = LogCheck.of(Files.readAllLines(log), orders, seen, settlements);
    return Judgement.of(orders, seen, settlements, console.status(), lines);
  }

  /** The trace of the last order of that kind. */
  SeenTrace lastTrace(Kind kind) throws IOException, InterruptedException {
    PlacedOrder last = orders.stream()
        .filter(order -> order.kind() == kind)
        .reduce((one, next) -> next)
        .orElseThrow();
    return console.trace(last.traceId());
  }

  @Override
  public void close() throws IOException {
    context.close();
    Files.deleteIfExists(log);
  }
}
