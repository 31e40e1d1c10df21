// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayExtension;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One id for one request: in its lines, in the access log, in the response, in the document. */
@Timeout(120)
class HttpCorrelationIT {

  private static final int CLIENTS = 8;
  private static final int LINES = 10_000;
  private static final int LINES_OF_A_REQUEST = 25;
  private static final String UNRELATED = "unrelated";

  // As in the README.
  private static final String TOMCAT =
      "%h \"%r\" %s %b %D %{io.github.xraysink.traceId}r %{io.github.xraysink.entityId}r";
  private static final String JETTY = "%{client}a \"%r\" %s %O %{us}T "
      + "%{io.github.xraysink.traceId}attr %{io.github.xraysink.entityId}attr";

  @RegisterExtension
  final LogbackExtension logback = new LogbackExtension();

  @RegisterExtension
  final XrayExtension xray = XrayExtension.builder().global().build();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Queue<String> accessLog = new ConcurrentLinkedQueue<>();

  /** Logs on the request's thread, on one of the container's, and under the name of the request. */
  @SuppressWarnings("serial") // never serialised
  private final class Orders extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      String name = request.getParameter("name");
      logback.log.info(name);
      if (request.getParameter("async") == null) {
        return;
      }
      AsyncContext async = request.startAsync();
      async.start(() -> {
        for (int i = 1; i < LINES_OF_A_REQUEST; i++) {
          XraySubsegments.run("step", () -> logback.log.info(name));
        }
        async.complete();
      });
    }
  }

  private HttpResponse<String> get(int port, String query) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/orders?" + query);
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String traceIdIn(HttpResponse<String> response) {
    return response.headers().firstValue("X-Amzn-Trace-Id").orElseThrow().replace("Root=", "");
  }

  private void oneIdEverywhere(HttpServers server, CapturedTraces traces) throws Exception {
    try (server) {
      HttpResponse<String> response = get(server.port(), "name=one");
      await().until(() -> !accessLog.isEmpty());
      traces.await(1);

      CapturedEntity segment = traces.segments().get(0);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(traceIdIn(response)).isEqualTo(segment.traceId());
      assertThat(logback.lines()).containsExactly(segment.traceId() + " " + segment.id() + " one");
      assertThat(accessLog.peek()).endsWith(" " + segment.traceId() + " " + segment.id());
    }
  }

  @Test
  void tomcat_oneIdInLineAccessLogResponseAndDocument(CapturedTraces traces) throws Exception {
    logback.pattern("%xrayTraceId %xrayEntityId %msg");
    Filter none = (request, response, chain) -> chain.doFilter(request, response);

    oneIdEverywhere(HttpServers.tomcat(none, new Orders(), TOMCAT, accessLog), traces);
  }

  @Test
  void jetty_oneIdInLineAccessLogResponseAndDocument(CapturedTraces traces) throws Exception {
    logback.pattern("%xrayTraceId %xrayEntityId %msg");

    oneIdEverywhere(HttpServers.jetty(new Orders(), JETTY, accessLog), traces);
  }

  @Test
  void asyncServlet_eachLineHasItsTrace(CapturedTraces traces) throws Exception {
    logback.configure(LogbackExtension.words()
        + LogbackExtension.collecting("LINES", "%xrayTraceId{none} %msg")
        + LogbackExtension.async("LATER", "LINES")
        + LogbackExtension.root("LATER"));
    Filter outer = (request, response, chain) -> {
      logback.log.info(UNRELATED);
      try {
        chain.doFilter(request, response);
      } finally {
        logback.log.info(UNRELATED);
      }
    };
    Map<String, String> ids = requests(HttpServers.tomcat(outer, new Orders(), TOMCAT, accessLog));
    logback.drain();

    Map<String, Long> wrong = logback.lines().stream()
        .map(line -> line.split(" "))
        .filter(parts -> !parts[0].equals(parts[1].equals(UNRELATED) ? "none" : ids.get(parts[1])))
        .collect(Collectors.groupingBy(parts -> parts[0] + " " + parts[1], Collectors.counting()));
    assertThat(wrong).isEmpty();
    assertThat(logback.lines()).filteredOn(line -> !line.endsWith(UNRELATED)).hasSize(LINES);
    assertThat(logback.lines())
        .filteredOn(line -> line.endsWith(UNRELATED))
        .hasSizeGreaterThanOrEqualTo(2 * LINES / LINES_OF_A_REQUEST);
    assertThat(traces.traceIds()).containsExactlyInAnyOrderElementsOf(ids.values());
  }

  /** The trace id of each response, by the name of the request. */
  private Map<String, String> requests(HttpServers server) throws Exception {
    Map<String, String> ids = new ConcurrentHashMap<>();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (server) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < LINES / LINES_OF_A_REQUEST; i++) {
        String name = "request-" + i;
        running.add(clients.submit(
            () -> ids.put(name, traceIdIn(get(server.port(), "async=1&name=" + name)))));
      }
      for (Future<?> request : running) {
        request.get();
      }
    } finally {
      clients.shutdownNow();
    }
    return ids;
  }
}
