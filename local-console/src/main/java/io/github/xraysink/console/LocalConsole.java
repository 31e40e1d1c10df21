// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * A local X-Ray: takes what an X-Ray daemon takes, keeps the traces, answers X-Ray's read API and
 * shows a page.
 *
 * <p>Point any X-Ray SDK at it with {@code AWS_XRAY_DAEMON_ADDRESS=127.0.0.1:2000}, any AWS client
 * with {@code --endpoint-url http://127.0.0.1:2000}, and a browser at that address.
 *
 * <pre>{@code
 * try (LocalConsole console = LocalConsole.start(ConsoleOptions.builder().port(0).build())) {
 *   System.out.println(console.uri());
 * }
 * }</pre>
 *
 * <p>Threads: one receiving, one writing, one per request (virtual from Java 21 on), and one for
 * log files when there are any; all daemon threads, all stopped by {@link #close()}.
 *
 * @since 0.1.0
 */
public final class LocalConsole implements AutoCloseable {

  private static final Logger LOG = System.getLogger(LocalConsole.class.getName());

  /** With port 0, how often to look for a number that is free for TCP and UDP. */
  private static final int PORT_ATTEMPTS = 20;

  private final ConsoleOptions options;
  private final int port;
  private final Counters counters;
  private final TraceStore store;
  private final Ingest ingest;
  private final UdpReceiver receiver;
  private final HttpFront front;
  private final LogTail tail;

  private LocalConsole(ConsoleOptions options, TraceStore store, Sockets sockets, Wiring wiring) {
    this.options = options;
    this.store = store;
    counters = wiring.counters();
    ingest = wiring.ingest();
    port = sockets.server().getAddress().getPort();
    receiver = sockets.receiver();
    SamplingRules rules = new SamplingRules(options.rulesFile, wiring.clock());
    SamplingApi sampling = new SamplingApi(rules, wiring.clock());
    XrayApi xray = new XrayApi(store, ingest, wiring.clock());
    EventStream events = new EventStream();
    ingest.listen(events);
    PageApi page =
        new PageApi(store, ingest, xray, sampling, rules, events, wiring.clock(), this::status);
    ingest.start();
    receiver.start();
    front = HttpFront.start(
        sockets.server(), new HttpGuard(options.allowedHosts), xray, sampling, page);
    tail = new LogTail(options.logFiles, lines -> PageApi.addLines(ingest, lines));
  }

  private record Sockets(HttpServer server, UdpReceiver receiver) {}

  private record Wiring(Counters counters, Ingest ingest, Clock clock) {}

  /**
   * Runs the console until it is stopped, or until {@code --once} is satisfied. {@code --help}
   * lists the arguments and exit codes.
   *
   * @param args the arguments
   */
  public static void main(String[] args) {
    System.exit(Terminal.run(System.out, System.err, args));
  }

  /**
   * Opens the store and the ports and starts.
   *
   * @param options what to start with
   * @return the running console; close it to stop
   * @throws IOException when a port cannot be bound
   * @throws UncheckedIOException when the store file cannot be opened, with the reason
   */
  public static LocalConsole start(ConsoleOptions options) throws IOException {
    Settings.required("options", options);
    Path file = options.storeFile;
    return start(options, file == null ? null : file.toAbsolutePath().toString());
  }

  /** The same with the name of the store file as the store understands it, schemes included. */
  static LocalConsole start(ConsoleOptions options, @Nullable String storeFile) throws IOException {
    TraceStore store = openStore(options, storeFile);
    try {
      Counters counters = new Counters();
      Clock clock = Clock.systemUTC();
      Ingest ingest = new Ingest(store, counters, clock, options.queueBytes);
      Sockets sockets = bind(options, ingest);
      LocalConsole console =
          new LocalConsole(options, store, sockets, new Wiring(counters, ingest, clock));
      console.warnIfOpen();
      return console;
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static TraceStore openStore(ConsoleOptions options, @Nullable String storeFile) {
    try {
      return TraceStore.open(
          storeFile, new Bounds(options.maxTraces, options.maxBytes, options.maxAge));
    } catch (StoreUnavailable e) {
      throw new UncheckedIOException(new IOException(e.getMessage(), e));
    }
  }

  private static Sockets bind(ConsoleOptions options, Ingest ingest) throws IOException {
    for (int attempt = 1; ; attempt++) {
      HttpServer server = HttpFront.bind(new InetSocketAddress(options.bindAddress, options.port));
      try {
        return new Sockets(server, UdpReceiver.bind(server.getAddress(), ingest));
      } catch (IOException e) {
        server.stop(0);
        if (options.port != 0 || attempt >= PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void warnIfOpen() {
    if (!options.bindAddress.isLoopbackAddress()) {
      LOG.log(
          Level.WARNING,
          "listening on {0}: every machine that can reach it can send traces and read them",
          options.bindAddress.getHostAddress());
    }
  }

  /** The UDP and TCP port in use. */
  public int port() {
    return port;
  }

  /** Where the page and the API are: {@code http://127.0.0.1:2000} or the like. */
  public URI uri() {
    return URI.create("http://" + host() + ":" + port);
  }

  /** What to set {@code AWS_XRAY_DAEMON_ADDRESS} to. */
  public String daemonAddress() {
    return host() + ":" + port;
  }

  private String host() {
    InetAddress address = options.bindAddress;
    String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
    return host.contains(":") ? "[" + host + "]" : host;
  }

  TraceStore store() {
    return store;
  }

  Counters counters() {
    return counters;
  }

  Ingest ingest() {
    return ingest;
  }

  private ObjectNode status() {
    ObjectNode status = counters.toJson();
    KernelDrops.of(port).ifPresent(drops -> status.put("kernelDropped", drops));
    return status
        .put("traces", store.traces())
        .put("bytes", store.bytes())
        .put("evicted", store.evicted())
        .put("queuedBytes", ingest.queuedBytes())
        .put("storeProblem", store.failure())
        .put("storeFile", options.storeFile == null ? "" : options.storeFile.toString())
        .put("maxTraces", options.maxTraces)
        .put("maxBytes", options.maxBytes)
        .put("maxAgeSeconds", options.maxAge.toSeconds())
        .put("region", options.region)
        .put("daemonAddress", daemonAddress());
  }

  /**
   * Stops listening, writes what was received, and closes the store; at most about ten seconds.
   * Closing twice does nothing more.
   */
  @Override
  public void close() {
    tail.close();
    try {
      receiver.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing the UDP socket failed", e);
    }
    front.close();
    ingest.close();
    store.close();
  }
}
