// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An X-Ray on a loopback port that answers as it is told, and remembers what it was asked. */
final class StubXray implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One request.
   *
   * @param atNanos when it came
   * @param documents of PutTraceSegments, else empty
   */
  record Call(String path, Headers headers, JsonNode body, List<JsonNode> documents, long atNanos) {

    List<String> ids() {
      return documents.stream().map(document -> document.path("id").asText()).toList();
    }
  }

  /** What is answered. */
  record Reply(int status, Map<String, String> headers, String body) {

    static Reply ok(String body) {
      return new Reply(200, Map.of(), body);
    }

    static Reply error(int status, String code) {
      return new Reply(
          status, Map.of("x-amzn-ErrorType", code), "{\"message\":\"as the test says\"}");
    }

    Reply with(String header, String value) {
      Map<String, String> more = new java.util.HashMap<>(headers);
      more.put(header, value);
      return new Reply(status, more, body);
    }
  }

  /** Everything is accepted. */
  static final Reply ACCEPTED = Reply.ok("{\"UnprocessedTraceSegments\":[]}");

  final List<Call> calls = new CopyOnWriteArrayList<>();
  final AtomicInteger mostAtOnce = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  volatile Function<Call, Reply> answer = call -> ACCEPTED;

  StubXray() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Answers these one after the other, and the last of them from then on. */
  void answers(Reply... replies) {
    AtomicInteger next = new AtomicInteger();
    answer = call -> replies[Math.min(replies.length - 1, next.getAndIncrement())];
  }

  /** Never answers, until the stub is closed. */
  Reply never() {
    try {
      closing.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return ACCEPTED;
  }

  private void handle(HttpExchange exchange) throws IOException {
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    try (exchange) {
      Reply reply = answer.apply(remember(exchange));
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      reply.headers().forEach(exchange.getResponseHeaders()::add);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      atOnce.decrementAndGet();
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Call remember(HttpExchange exchange) throws IOException {
    JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
    List<JsonNode> documents = new ArrayList<>();
    for (JsonNode document : body.path("TraceSegmentDocuments")) {
      documents.add(JSON.readTree(document.asText()));
    }
    Call call = new Call(
        exchange.getRequestURI().getPath(),
        exchange.getRequestHeaders(),
        body,
        documents,
        System.nanoTime());
    calls.add(call);
    return call;
  }

  List<Call> calls(String path) {
    return calls.stream().filter(call -> call.path().equals(path)).toList();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
