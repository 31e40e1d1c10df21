// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** What stands behind an OTLP/HTTP endpoint: reads with opentelemetry-proto, keeps, answers. */
final class OtlpReceiver implements AutoCloseable {

  /** A request as it came. */
  record Request(
      String path, Map<String, List<String>> headers, byte[] body, List<ReadSpan> spans) {
    String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().get(0))
          .findFirst()
          .orElse("");
    }
  }

  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  volatile Answer answer = exchange -> answer(exchange, 200);

  private OtlpReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::receive);
    server.start();
  }

  static OtlpReceiver start() throws IOException {
    return new OtlpReceiver();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  /** All spans so far, in the order they came. */
  List<ReadSpan> spans() {
    return requests.stream().flatMap(request -> request.spans().stream()).toList();
  }

  static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(status, -1);
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      byte[] message = zipped ? unzipped(body) : body;
      requests.add(new Request(
          exchange.getRequestURI().getPath(),
          Map.copyOf(exchange.getRequestHeaders()),
          body,
          ReadSpan.of(ExportTraceServiceRequest.parseFrom(message))));
      answer.to(exchange);
    } catch (IOException gone) {
      throw gone;
    } catch (Throwable fault) {
      faults.add(fault);
      throw fault;
    }
  }

  private static byte[] unzipped(byte[] body) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readAllBytes();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    if (!faults.isEmpty()) {
      throw new AssertionError("the receiver could not read what came", faults.get(0));
    }
  }
}
