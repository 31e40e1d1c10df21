// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads traces out of the console as any client of X-Ray's API would. */
final class ConsoleReader {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int AROUND_SECONDS = 3_600;

  private final Http http;

  ConsoleReader(URI console) {
    this.http = new Http(console);
  }

  /** {@code BatchGetTraces} for one; without entities if it is not known. */
  SeenTrace trace(String id) throws IOException, InterruptedException {
    JsonNode answer = http.post("/Traces", Map.of("TraceIds", List.of(id)));
    List<JsonNode> documents = new ArrayList<>();
    for (JsonNode segment : answer.at("/Traces/0/Segments")) {
      JsonNode document = JSON.readTree(segment.path("Document").asText());
      // As X-Ray does, the console makes up segments for the services that send none themselves.
      if (!document.path("inferred").asBoolean()) {
        documents.add(document);
      }
    }
    return new SeenTrace(id, documents);
  }

  /** {@code GetTraceSummaries}: the ids of the traces of the last hour that match. */
  List<String> traceIds(String filterExpression) throws IOException, InterruptedException {
    long now = System.currentTimeMillis() / 1_000;
    JsonNode answer = http.post(
        "/TraceSummaries",
        Map.of(
            "StartTime",
            now - AROUND_SECONDS,
            "EndTime",
            now + AROUND_SECONDS,
            "FilterExpression",
            filterExpression));
    List<String> ids = new ArrayList<>();
    answer.path("TraceSummaries").forEach(summary -> ids.add(summary.path("Id").asText()));
    return ids;
  }

  /** What the console has counted since it was started. */
  JsonNode status() throws IOException, InterruptedException {
    return http.get("/api/status");
  }
}
