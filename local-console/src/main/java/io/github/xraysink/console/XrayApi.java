// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * X-Ray's own API, as far as a console needs it: JSON in, JSON out, by the path of the operation.
 * Any thread.
 */
final class XrayApi {

  /** "Exceeding maximum segment count: 50" is what the service answers beyond. */
  static final int MAX_DOCUMENTS_PER_PUT = 50;

  /** As the service: BatchGetTraces takes at most five ids. */
  static final int MAX_IDS = 5;

  private static final int SUMMARIES_PER_PAGE = 100;
  private static final int SERVICES_PER_PAGE = 100;

  /** A page ends after this many traces were looked at, however few were found. */
  private static final int SCAN_PER_PAGE = 20_000;

  private static final int PUT_SECONDS = 10;

  private final TraceStore store;
  private final Ingest ingest;
  private final Clock clock;

  XrayApi(TraceStore store, Ingest ingest, Clock clock) {
    this.store = store;
    this.ingest = ingest;
    this.clock = clock;
  }

  /** The operation served at a path, or empty when there is none. */
  Optional<Function<JsonNode, JsonNode>> operation(String path) {
    return Optional.ofNullable(
        switch (path) {
          case "/TraceSegments" -> this::putTraceSegments;
          case "/TraceSummaries" -> this::getTraceSummaries;
          case "/Traces" -> this::batchGetTraces;
          case "/TraceGraph" -> this::getTraceGraph;
          case "/ServiceGraph" -> this::getServiceGraph;
          case "/TelemetryRecords" -> request -> Json.object();
          case "/Groups" -> request -> Json.object().set("Groups", Json.array());
          default -> null;
        });
  }

  private JsonNode putTraceSegments(JsonNode request) {
    JsonNode documents = request.path("TraceSegmentDocuments");
    if (!documents.isArray()) {
      throw ApiException.invalid("TraceSegmentDocuments must be a list");
    }
    if (documents.size() > MAX_DOCUMENTS_PER_PUT) {
      throw ApiException.invalid("Exceeding maximum segment count: " + MAX_DOCUMENTS_PER_PUT);
    }
    List<byte[]> bodies = new ArrayList<>();
    documents.forEach(document -> bodies.add(DocumentReader.utf8(document.asText())));
    CompletableFuture<List<Ingest.Unprocessed>> outcome = ingest
        .submit(bodies)
        .orElseThrow(() -> new ApiException(429, "ThrottledException", "the queue is full"));
    ArrayNode unprocessed = Json.array();
    for (Ingest.Unprocessed one : await(outcome)) {
      ObjectNode entry = unprocessed.addObject();
      if (!one.id().isEmpty()) {
        entry.put("Id", one.id());
      }
      entry.put("ErrorCode", one.errorCode()).put("Message", one.message());
    }
    return Json.object().set("UnprocessedTraceSegments", unprocessed);
  }

  /** Waits for the writer; what goes wrong there becomes an answer. */
  static <T> T await(CompletableFuture<T> outcome) {
    try {
      return outcome.get(PUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new ApiException(503, "ServiceUnavailable", String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      throw new ApiException(503, "ServiceUnavailable", "the writer did not answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(503, "ServiceUnavailable", "the console is stopping");
    }
  }

  /** Parses an expression, or refuses the request with the place of the fault. */
  static Filter filter(String expression) {
    try {
      return FilterParser.parse(expression);
    } catch (FilterException e) {
      throw ApiException.invalid(String.valueOf(e.getMessage()));
    }
  }

  private record Range(long from, long to) {}

  private static Range range(JsonNode request) {
    long from = Times.micros(request.get("StartTime")).orElseThrow(() -> missing("StartTime"));
    long to = Times.micros(request.get("EndTime")).orElseThrow(() -> missing("EndTime"));
    if (from > to) {
      throw ApiException.invalid("StartTime must not be after EndTime");
    }
    return new Range(from, to);
  }

  private static ApiException missing(String field) {
    return ApiException.invalid(field + " must be a time in epoch seconds");
  }

  private JsonNode getTraceSummaries(JsonNode request) {
    Range range = range(request);
    Filter filter = filter(Json.textAt(request, "FilterExpression"));
    // By event: any trace that has something in the range; else, and by default, its start counts.
    boolean byEvent = Json.textAt(request, "TimeRangeType").equals("Event");
    Predicate<TraceRecord> wanted =
        trace -> trace.end() >= range.from() && Scopes.matches(filter, trace);
    String after = token(request);
    TraceReader.Page page = store.read(reader -> reader.list(
        byEvent ? 0 : range.from(), range.to(), after, SUMMARIES_PER_PAGE, SCAN_PER_PAGE, wanted));
    ArrayNode summaries = Json.array();
    page.records().forEach(trace -> summaries.add(Summaries.of(trace)));
    ObjectNode answer = Json.object()
        .put("ApproximateTime", clock.millis() / 1_000.0)
        .put("TracesProcessedCount", page.scanned());
    answer.set("TraceSummaries", summaries);
    return withToken(answer, page.next());
  }

  private static @Nullable String token(JsonNode request) {
    String token = Json.textAt(request, "NextToken");
    if (token.isEmpty()) {
      return null;
    }
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("NextToken is not one this console gave");
    }
  }

  private static ObjectNode withToken(ObjectNode answer, @Nullable String next) {
    if (next != null) {
      byte[] token = next.getBytes(StandardCharsets.US_ASCII);
      answer.put("NextToken", Base64.getUrlEncoder().withoutPadding().encodeToString(token));
    }
    return answer;
  }

  private static List<String> traceIds(JsonNode request) {
    JsonNode ids = request.path("TraceIds");
    if (!ids.isArray()) {
      throw ApiException.invalid("TraceIds must be a list");
    }
    List<String> texts = new ArrayList<>();
    ids.forEach(id -> texts.add(id.asText()));
    return texts;
  }

  private JsonNode batchGetTraces(JsonNode request) {
    List<String> ids = traceIds(request);
    if (ids.size() > MAX_IDS) {
      throw ApiException.invalid("at most " + MAX_IDS + " TraceIds per request");
    }
    ArrayNode traces = Json.array();
    ArrayNode unprocessed = Json.array();
    for (String id : ids) {
      store
          .read(reader -> reader.tree(id))
          .ifPresentOrElse(tree -> traces.add(trace(id, tree)), () -> unprocessed.add(id));
    }
    ObjectNode answer = Json.object().set("Traces", traces);
    return answer.set("UnprocessedTraceIds", unprocessed);
  }

  private static ObjectNode trace(String id, TraceTree tree) {
    long start = tree.inOrder().stream().mapToLong(Entity::start).min().orElse(0);
    long end = tree.inOrder().stream().mapToLong(Entity::endOrStart).max().orElse(start);
    ObjectNode trace = Json.object()
        .put("Id", id)
        .put("Duration", Times.seconds(end - start))
        .put("LimitExceeded", false);
    ArrayNode segments = trace.putArray("Segments");
    for (SegmentDocuments.Document document : SegmentDocuments.of(id, tree)) {
      segments.addObject().put("Id", document.id()).put("Document", Json.text(document.json()));
    }
    return trace;
  }

  private JsonNode getTraceGraph(JsonNode request) {
    Graph graph = new Graph();
    for (String id : traceIds(request)) {
      store.read(reader -> reader.record(id)).ifPresent(graph::add);
    }
    return services(graph, Json.object(), request);
  }

  private JsonNode getServiceGraph(JsonNode request) {
    Range range = range(request);
    Graph graph = graph(range.from(), range.to(), new Filter.Everything());
    ObjectNode answer = Json.object()
        .put("StartTime", Times.seconds(range.from()))
        .put("EndTime", Times.seconds(range.to()))
        .put("ContainsOldGroupVersions", false);
    return services(graph, answer, request);
  }

  /** Adds up all traces that have something in the range. */
  Graph graph(long from, long to, Filter filter) {
    Graph graph = new Graph();
    store.read(reader -> reader.list(0, to, null, Integer.MAX_VALUE, Integer.MAX_VALUE, trace -> {
      if (trace.end() >= from && Scopes.matches(filter, trace)) {
        graph.add(trace);
      }
      return false; // nothing is collected
    }));
    return graph;
  }

  private static ObjectNode services(Graph graph, ObjectNode answer, JsonNode request) {
    String token = token(request);
    int from;
    try {
      from = token == null ? 0 : Integer.parseUnsignedInt(token);
    } catch (NumberFormatException e) {
      throw ApiException.invalid("NextToken is not one this console gave");
    }
    List<ObjectNode> all = graph.services();
    int end = Math.min(all.size(), from + SERVICES_PER_PAGE);
    ArrayNode page = answer.putArray("Services");
    all.subList(Math.min(from, end), end).forEach(page::add);
    return withToken(answer, end < all.size() ? Integer.toString(end) : null);
  }
}
