// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.worker;

import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.servlet.jakarta.XrayFilter;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Puts the parts together: the server in front, a pool behind it, a report now and then. */
final class Worker implements AutoCloseable {

  private static final int THREADS = 4;
  private static final long FINISH_SECONDS = 10;

  private final Server server;
  private final ServerConnector connector;
  // These two lines are all that the background work needs to stay in its traces.
  private final ExecutorService pool =
      XrayExecutors.propagating(Executors.newFixedThreadPool(THREADS));
  private final ScheduledExecutorService scheduler =
      XrayExecutors.propagating(Executors.newSingleThreadScheduledExecutor());

  private Worker(int port) {
    server = new Server();
    connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
  }

  /**
   * Listens, and reports at that interval.
   *
   * @param port 0 takes any free one
   * @throws Exception if the port is not free
   */
  static Worker start(int port, Duration reportEvery) throws Exception {
    Worker worker = new Worker(port);
    Thumbnails thumbnails = new Thumbnails(worker.pool);
    worker.server.setHandler(traced(new ServletHolder(new PicturesServlet(thumbnails))));
    worker.server.start();
    // Each run is a trace of its own.
    ScheduledFuture<?> unused = worker.scheduler.scheduleAtFixedRate(
        () -> XraySegments.run("thumbnails-report", thumbnails::report),
        reportEvery.toMillis(),
        reportEvery.toMillis(),
        TimeUnit.MILLISECONDS);
    return worker;
  }

  private static ServletContextHandler traced(ServletHolder servlet) {
    ServletContextHandler context = new ServletContextHandler();
    FilterHolder filter =
        new FilterHolder(XrayFilter.builder().excludeUrls("/health").build());
    filter.setAsyncSupported(true);
    context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
    servlet.setAsyncSupported(true);
    context.addServlet(servlet, "/*");
    return context;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort());
  }

  /** Takes no more requests, and finishes what it has taken. */
  @Override
  public void close() throws Exception {
    server.stop();
    scheduler.shutdown();
    pool.shutdown();
    pool.awaitTermination(FINISH_SECONDS, TimeUnit.SECONDS);
    scheduler.awaitTermination(FINISH_SECONDS, TimeUnit.SECONDS);
  }
}
