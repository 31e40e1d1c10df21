// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** The TCP side: X-Ray's API, the page and what the page asks for, on one port. */
final class HttpFront implements AutoCloseable {

  private static final Logger LOG = System.getLogger(HttpFront.class.getName());

  /** 50 documents of 64 KB, escaped as JSON text, with room to spare. */
  static final int MAX_BODY_BYTES = 8 << 20;

  /** Requests worked on at once; more are answered 503. Event streams are bounded apart. */
  static final int MAX_REQUESTS = 64;

  private static final int BACKLOG = 128;

  private static final String NO_DELAY = "sun.net.httpserver.nodelay";

  private final HttpServer server;
  private final ExecutorService executor;
  private final HttpGuard guard;
  private final XrayApi xray;
  private final SamplingApi sampling;
  private final PageApi page;
  private final Semaphore permits = new Semaphore(MAX_REQUESTS);

  private HttpFront(
      HttpServer server, HttpGuard guard, XrayApi xray, SamplingApi sampling, PageApi page) {
    this.server = server;
    this.guard = guard;
    this.xray = xray;
    this.sampling = sampling;
    this.page = page;
    executor = RequestThreads.newExecutor(MAX_REQUESTS + EventStream.MAX_STREAMS);
    server.setExecutor(executor);
    server.createContext("/", this::handle);
  }

  /** Binds the port; requests are answered from {@link #start} on. */
  static HttpServer bind(InetSocketAddress address) throws IOException {
    sendAtOnce();
    try {
      return HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new IOException("TCP " + address + ": " + e.getMessage(), e);
    }
  }

  /**
   * The JDK's server writes headers and body apart, so that without TCP_NODELAY each answer waits
   * 40 ms for an acknowledgement. It knows this property only, and reads it when it is first used.
   */
  private static void sendAtOnce() {
    if (System.getProperty(NO_DELAY) == null) {
      System.setProperty(NO_DELAY, "true");
    }
  }

  static HttpFront start(
      HttpServer server, HttpGuard guard, XrayApi xray, SamplingApi sampling, PageApi page) {
    HttpFront front = new HttpFront(server, guard, xray, sampling, page);
    server.start();
    return front;
  }

  private void handle(HttpExchange exchange) {
    // The exchange is closed in every path: an open one would hold its connection for ever.
    try (exchange) {
      answer(exchange);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a client went away", e);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.log(Level.WARNING, "a request could not be answered", e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      guard.check(exchange);
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/api/events")) {
        page.events().serve(exchange);
      } else if (permits.tryAcquire()) {
        try {
          route(exchange, path);
        } finally {
          permits.release();
        }
      } else {
        throw new ApiException(503, "ServiceUnavailable", "too many requests at once");
      }
    } catch (ApiException e) {
      drain(exchange);
      Answer.error(exchange, e.status(), e.type(), String.valueOf(e.getMessage()));
    } catch (StoreUnavailable e) {
      Answer.error(exchange, 503, "ServiceUnavailable", String.valueOf(e.getMessage()));
    }
  }

  private void route(HttpExchange exchange, String path) throws IOException {
    if (path == null) {
      throw new ApiException(404, "UnknownOperationException", "there is nothing here");
    }
    String method = exchange.getRequestMethod();
    if (method.equals("POST")) {
      Optional<Function<JsonNode, JsonNode>> operation =
          xray.operation(path).or(() -> sampling.operation(path));
      if (operation.isPresent()) {
        Answer.json(exchange, 200, operation.get().apply(json(exchange)));
        return;
      }
    }
    if (!page.serve(exchange, method, path)) {
      throw new ApiException(
          404, "UnknownOperationException", "this console does not answer " + method + " here");
    }
  }

  private static JsonNode json(HttpExchange exchange) throws IOException {
    byte[] body = body(exchange);
    if (body.length == 0) {
      return Json.object();
    }
    try {
      JsonNode json = Json.read(body);
      if (json.isObject()) {
        return json;
      }
    } catch (IOException e) {
      throw ApiException.invalid("the body is not JSON");
    }
    throw ApiException.invalid("the body is not a JSON object");
  }

  /** Reads the body, refusing one over {@value #MAX_BODY_BYTES} bytes. */
  static byte[] body(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      throw new ApiException(
          413, "InvalidRequestException", "the body has more than " + MAX_BODY_BYTES + " bytes");
    }
    return body;
  }

  /** A client still sending does not see the answer; so take a little more, but not for ever. */
  private static void drain(HttpExchange exchange) {
    // Not skip(): the JDK's body stream skips in the connection, past the end of the body.
    byte[] scrap = new byte[8192];
    try {
      InputStream in = exchange.getRequestBody();
      for (int left = MAX_BODY_BYTES; left > 0; left -= scrap.length) {
        if (in.read(scrap) < 0) {
          return;
        }
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a refused body could not be skipped", e);
    }
  }

  @Override
  public void close() {
    page.events().close();
    server.stop(0);
    executor.shutdownNow();
  }
}
