// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves the page and what it asks for under {@code /api}. Any thread. */
final class PageApi {

  private static final Map<String, String> FILES = Map.of(
      "/", "index.html",
      "/index.html", "index.html",
      "/app.js", "app.js",
      "/dom.js", "dom.js",
      "/trace.js", "trace.js",
      "/map.js", "map.js",
      "/style.css", "style.css");

  private static final int MAX_ROWS = 200;

  /** The latency histogram covers this many of the newest traces that match. */
  private static final int HISTOGRAM_TRACES = 1_000;

  private static final int MAX_SCAN = 50_000;
  private static final int PROBLEMS = 200;

  private final TraceStore store;
  private final Ingest ingest;
  private final XrayApi xray;
  private final SamplingApi sampling;
  private final SamplingRules rules;
  private final EventStream events;
  private final Clock clock;
  private final Supplier<ObjectNode> status;

  PageApi(
      TraceStore store,
      Ingest ingest,
      XrayApi xray,
      SamplingApi sampling,
      SamplingRules rules,
      EventStream events,
      Clock clock,
      Supplier<ObjectNode> status) {
    this.store = store;
    this.ingest = ingest;
    this.xray = xray;
    this.sampling = sampling;
    this.rules = rules;
    this.events = events;
    this.clock = clock;
    this.status = status;
  }

  EventStream events() {
    return events;
  }

  /** Answers the request, or returns false when nothing is at this path. */
  boolean serve(HttpExchange exchange, String method, String path) throws IOException {
    if (method.equals("GET") || method.equals("HEAD")) {
      String file = FILES.get(path);
      if (file != null) {
        file(exchange, file);
        return true;
      }
      JsonNode answer = get(path, new Query(exchange.getRequestURI().getRawQuery()));
      if (answer != null) {
        Answer.json(exchange, 200, answer);
      }
      return answer != null;
    }
    JsonNode answer = change(exchange, method + " " + path);
    if (answer != null) {
      Answer.json(exchange, 200, answer);
    }
    return answer != null;
  }

  private static void file(HttpExchange exchange, String name) throws IOException {
    try (InputStream in = PageApi.class.getResourceAsStream("page/" + name)) {
      if (in == null) {
        throw new IllegalStateException("page/" + name + " is missing from the jar");
      }
      String type = name.endsWith(".js")
          ? "text/javascript; charset=utf-8"
          : name.endsWith(".css") ? "text/css; charset=utf-8" : "text/html; charset=utf-8";
      Answer.bytes(exchange, 200, type, in.readAllBytes());
    }
  }

  /** The decoded parameters of a request; the last of a name counts. */
  static final class Query {
    private final Map<String, String> values = new HashMap<>();

    Query(@Nullable String raw) {
      for (String part : raw == null ? new String[0] : raw.split("&")) {
        int equals = part.indexOf('=');
        if (equals > 0) {
          values.put(decode(part.substring(0, equals)), decode(part.substring(equals + 1)));
        }
      }
    }

    private static String decode(String text) {
      try {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw ApiException.invalid("the query is not well encoded");
      }
    }

    String text(String name) {
      return values.getOrDefault(name, "");
    }

    int number(String name, int absent, int max) {
      try {
        String value = text(name);
        return value.isEmpty() ? absent : Math.max(1, Math.min(max, Integer.parseInt(value)));
      } catch (NumberFormatException e) {
        throw ApiException.invalid(name + " must be a number");
      }
    }
  }

  private @Nullable JsonNode get(String path, Query query) {
    return switch (path) {
      case "/api/traces" -> traces(query);
      case "/api/trace" -> trace(query.text("id"));
      case "/api/entity" -> entity(query.text("trace"), query.text("id"));
      case "/api/raw" -> raw(query.text("id"));
      case "/api/map" -> map(query);
      case "/api/problems" -> problems();
      case "/api/status" -> status.get();
      case "/api/rules" -> sampling.forPage();
      default -> null;
    };
  }

  private @Nullable JsonNode change(HttpExchange exchange, String request) throws IOException {
    return switch (request) {
      case "PUT /api/rules" -> putRules(HttpFront.body(exchange));
      case "POST /api/logs" -> postLogs(HttpFront.body(exchange));
      case "DELETE /api/traces" -> clear();
      default -> null;
    };
  }

  private JsonNode traces(Query query) {
    Filter filter = XrayApi.filter(query.text("filter"));
    int rows = query.number("limit", 100, MAX_ROWS);
    String after = query.text("after").isEmpty() ? null : query.text("after");
    TraceReader.Page page = store.read(reader -> reader.list(
        0,
        Long.MAX_VALUE,
        after,
        Math.max(rows, HISTOGRAM_TRACES),
        MAX_SCAN,
        trace -> Scopes.matches(filter, trace)));
    ObjectNode answer = Json.object();
    ArrayNode list = answer.putArray("traces");
    Histogram histogram = Histogram.EMPTY;
    for (TraceRecord trace : page.records()) {
      if (list.size() < rows) {
        list.add(TraceView.row(trace));
      }
      histogram = histogram.plus(Histogram.of(trace.rootMicros()));
    }
    answer.set("histogram", Graph.histogram(histogram));
    answer.put("scanned", page.scanned());
    if (page.records().size() > rows) {
      TraceRecord last = page.records().get(rows - 1);
      answer.put("next", Keys.byTime(last.start(), last.seq()));
    } else {
      answer.put("next", page.next());
    }
    return answer;
  }

  private static ApiException unknownTrace() {
    return new ApiException(404, "NotFound", "there is no such trace");
  }

  private TraceTree tree(String traceId) {
    return store.read(reader -> reader.tree(traceId)).orElseThrow(PageApi::unknownTrace);
  }

  private JsonNode trace(String traceId) {
    ObjectNode answer = TraceView.of(traceId, tree(traceId));
    ArrayNode logs = answer.putArray("logs");
    store.read(reader -> reader.logLines(traceId)).forEach(logs::add);
    return answer;
  }

  private JsonNode entity(String traceId, String id) {
    return tree(traceId).find(id).map(TraceView::detail).orElseThrow(PageApi::unknownTrace);
  }

  private JsonNode raw(String traceId) {
    ArrayNode documents = Json.array();
    SegmentDocuments.of(traceId, tree(traceId)).forEach(document -> documents.add(document.json()));
    return documents;
  }

  private JsonNode map(Query query) {
    Filter filter = XrayApi.filter(query.text("filter"));
    Graph graph;
    if (query.text("trace").isEmpty()) {
      long now = clock.millis() * 1_000;
      long minutes = query.number("minutes", 60, 60 * 24 * 366);
      // A clock a little ahead of ours must not hide what was just sent.
      graph = xray.graph(now - minutes * 60_000_000L, now + 60_000_000L, filter);
    } else {
      graph = new Graph();
      store.read(reader -> reader.record(query.text("trace"))).ifPresent(graph::add);
    }
    ArrayNode services = Json.array();
    graph.services().forEach(services::add);
    return Json.object().set("services", services);
  }

  private JsonNode problems() {
    ArrayNode list = Json.array();
    store.read(reader -> reader.problems(PROBLEMS)).forEach(problem -> list.add(problem.toJson()));
    return Json.object().set("problems", list);
  }

  private JsonNode putRules(byte[] body) throws IOException {
    try {
      rules.replace(SamplingRules.parse(Json.read(body)));
      return sampling.forPage();
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(String.valueOf(e.getMessage()));
    } catch (JacksonException e) {
      throw ApiException.invalid("the rules are not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new ApiException(500, "InternalFailure", "the rules file: " + e.getMessage());
    }
  }

  private JsonNode postLogs(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    List<LogLines.Line> lines = new LogLines().read(text.lines().toList());
    addLines(ingest, lines);
    return Json.object().put("lines", text.lines().count()).put("matched", lines.size());
  }

  /** Hands log lines to the writer; more than the queue holds are refused. */
  static void addLines(Ingest ingest, List<LogLines.Line> lines) {
    int size = lines.stream().mapToInt(line -> 2 * line.text().length()).sum();
    boolean taken = ingest
        .<Boolean>submit(size, writer -> {
          lines.forEach(line -> writer.logs().add(line.traceId(), line.text()));
          return true;
        })
        .isPresent();
    if (!taken) {
      throw new ApiException(429, "ThrottledException", "the queue is full");
    }
  }

  private JsonNode clear() {
    XrayApi.await(ingest
        .<Boolean>submit(0, writer -> {
          writer.clear();
          return true;
        })
        .orElseThrow(() -> new ApiException(429, "ThrottledException", "the queue is full")));
    return Json.object();
  }
}
