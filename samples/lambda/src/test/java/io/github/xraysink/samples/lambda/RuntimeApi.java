// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Lambda's side of the Runtime API, version 2018-06-01, on a port of the loopback interface: hands
 * out invocations and takes what becomes of them.
 */
final class RuntimeApi implements AutoCloseable {

  private static final String PREFIX = "/2018-06-01/runtime";

  static {
    // Otherwise each answer waits 40 ms for the acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** What became of an invocation, or of the initialisation. */
  record Answer(String request, boolean failed, String body) {}

  private record Invocation(String request, String header, String event, Duration timeout) {}

  private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
  private final Map<String, CompletableFuture<Answer>> answers = new ConcurrentHashMap<>();
  private final CompletableFuture<Answer> initError = new CompletableFuture<>();
  private final CompletableFuture<Long> firstPollNanos = new CompletableFuture<>();
  private final CountDownLatch atCheckpoint = new CountDownLatch(1);
  private final CountDownLatch mayRestore = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  private RuntimeApi(HttpServer server) {
    this.server = server;
  }

  static RuntimeApi start() throws IOException {
    RuntimeApi api = new RuntimeApi(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    api.server.createContext(PREFIX + "/invocation/next", api::next);
    api.server.createContext(PREFIX + "/invocation/", api::answered);
    api.server.createContext(PREFIX + "/init/error", api::initFailed);
    api.server.createContext(PREFIX + "/restore/next", api::restore);
    api.server.setExecutor(api.threads);
    api.server.start();
    return api;
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Has the function invoked; {@code header} may be null for none. */
  CompletableFuture<Answer> invoke(String header, String event) {
    return invoke(UUID.randomUUID().toString(), header, event, Duration.ofSeconds(60));
  }

  CompletableFuture<Answer> invoke(String request, String header, String event, Duration timeout) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    answers.put(request, answer);
    waiting.add(new Invocation(request, header, event, timeout));
    return answer;
  }

  CompletableFuture<Answer> initError() {
    return initError;
  }

  /** Counted down when the function, initialised for SnapStart, is ready to be recorded. */
  CountDownLatch atCheckpoint() {
    return atCheckpoint;
  }

  /** Lets it go on, as if restored. */
  void restore() {
    mayRestore.countDown();
  }

  /** When the function was ready for its first invocation, by {@link System#nanoTime}. */
  CompletableFuture<Long> firstPollNanos() {
    return firstPollNanos;
  }

  private void next(HttpExchange exchange) throws IOException {
    firstPollNanos.complete(System.nanoTime());
    try {
      Invocation invocation = waiting.take();
      long deadline = System.currentTimeMillis() + invocation.timeout().toMillis();
      exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", invocation.request());
      exchange.getResponseHeaders().set("Lambda-Runtime-Deadline-Ms", String.valueOf(deadline));
      exchange
          .getResponseHeaders()
          .set(
              "Lambda-Runtime-Invoked-Function-Arn",
              "arn:aws:lambda:eu-central-1:123456789012:function:fn");
      if (invocation.header() != null) {
        exchange.getResponseHeaders().set("Lambda-Runtime-Trace-Id", invocation.header());
      }
      reply(exchange, 200, invocation.event());
    } catch (InterruptedException closed) {
      exchange.close();
    }
  }

  private void answered(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/");
    Answer answer = new Answer(path[4], path[5].equals("error"), body(exchange));
    reply(exchange, 202, "");
    answers.get(answer.request()).complete(answer);
  }

  private void initFailed(HttpExchange exchange) throws IOException {
    Answer answer = new Answer("init", true, body(exchange));
    reply(exchange, 202, "");
    initError.complete(answer);
  }

  private void restore(HttpExchange exchange) throws IOException {
    try {
      atCheckpoint.countDown();
      mayRestore.await();
      reply(exchange, 200, "");
    } catch (InterruptedException closed) {
      exchange.close();
    }
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Always with a content type: without one the client's native code crashes. */
  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
