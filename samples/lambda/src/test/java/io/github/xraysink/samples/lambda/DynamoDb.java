// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** As much of DynamoDB as GetItem needs: every item costs 250 cents. */
final class DynamoDb implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A request: the item asked for, and the trace header it came with. */
  record Request(String item, String traceHeader) {}

  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  private DynamoDb(HttpServer server) {
    this.server = server;
  }

  static DynamoDb start() throws IOException {
    DynamoDb dynamo = new DynamoDb(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    dynamo.server.createContext("/", dynamo::getItem);
    dynamo.server.setExecutor(dynamo.threads);
    dynamo.server.start();
    return dynamo;
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  Queue<Request> requests() {
    return requests;
  }

  private void getItem(HttpExchange exchange) throws IOException {
    JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
    String header = exchange.getRequestHeaders().getFirst("X-Amzn-Trace-Id");
    requests.add(new Request(body.path("Key").path("item").path("S").asText(), header));
    byte[] answer = "{\"Item\": {\"cents\": {\"N\": \"250\"}}}".getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
    exchange.getResponseHeaders().set("x-amzn-RequestId", "request");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
