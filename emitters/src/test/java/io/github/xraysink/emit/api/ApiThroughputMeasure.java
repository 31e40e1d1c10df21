// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.sun.net.httpserver.HttpServer;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.EmitterStats;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many documents a second go through a transport to a server on loopback that takes everything
 * after a given time. Run by hand; RATIONALE.md has the figures.
 */
public final class ApiThroughputMeasure {

  private static final int DOCUMENTS = 40_000;
  private static final int MOST_QUEUED = 5_000;

  private ApiThroughputMeasure() {}

  /**
   * Measures.
   *
   * @param args how many milliseconds the server takes for an answer; default 0 and 20
   */
  public static void main(String[] args) throws Exception {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    for (String delay : args.length == 0 ? new String[] {"0", "0", "20", "20"} : args) {
      measure(Long.parseLong(delay));
    }
  }

  private static void measure(long delayMillis) throws IOException, InterruptedException {
    AtomicLong requests = new AtomicLong();
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer server = serve(delayMillis, requests, threads);
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    XrayApiTransport transport = XrayApiTransport.builder().endpoint(uri).build();
    BoundedEmitter emitter = BoundedEmitter.builder().transport(transport).build();
    Xraysink xraysink = Xraysink.builder()
        .emitter(emitter)
        .samplingStrategy(new AllSamplingStrategy())
        .build();
    long start = System.nanoTime();
    for (int i = 0; i < DOCUMENTS; i++) {
      XraySegments.with(xraysink.recorder())
          .run("orders", () -> XraySubsegments.run("price", () -> {}));
      while (emitter.stats().queued() > MOST_QUEUED) {
        Thread.sleep(1);
      }
    }
    emitter.flush(Duration.ofMinutes(1));
    double seconds = (System.nanoTime() - start) / 1e9;
    EmitterStats stats = emitter.stats();
    System.out.printf(
        "answer after %d ms: %d documents of %d bytes in %d requests, %.1f s, %.0f documents/s,"
            + " dropped %s%n",
        delayMillis,
        stats.documentsSent(),
        stats.bytesSent() / Math.max(1, stats.documentsSent()),
        requests.get(),
        seconds,
        stats.documentsSent() / seconds,
        stats.entitiesDropped());
    xraysink.close();
    emitter.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private static HttpServer serve(long delayMillis, AtomicLong requests, ExecutorService threads)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] answer = "{\"UnprocessedTraceSegments\":[]}".getBytes(StandardCharsets.UTF_8);
    server.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      requests.incrementAndGet();
      try (exchange) {
        Thread.sleep(delayMillis);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    });
    server.setExecutor(threads);
    server.start();
    return server;
  }
}
