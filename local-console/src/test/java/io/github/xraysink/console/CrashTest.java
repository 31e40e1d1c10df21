// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import static io.github.xraysink.console.Documents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of writing: what was acknowledged is there afterwards. */
class CrashTest {

  private static final int ROUNDS = Load.FULL ? 20 : 3;

  @TempDir
  Path folder;

  @Test
  void kill_losesNothingThatWasAcknowledged() throws Exception {
    Path file = folder.resolve("traces.db");
    Set<String> acknowledged = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged.addAll(sendUntilKilled(file, 5 + round * 7));
    }

    Bounds bounds = new Bounds(1_000_000, 1L << 30, Duration.ofDays(1));
    try (TraceStore store = TraceStore.open(file.toString(), bounds)) {
      Set<String> kept = new HashSet<>(store.read(reader ->
          reader
              .list(0, Long.MAX_VALUE, null, 1_000_000, 1_000_000, trace -> true)
              .records()
              .stream()
              .map(TraceRecord::traceId)
              .toList()));
      assertThat(acknowledged).hasSizeGreaterThan(ROUNDS * 5 * 10);
      assertThat(kept).containsAll(acknowledged);
      for (String id : acknowledged) {
        assertThat(store.<Boolean>read(reader -> reader.tree(id).isPresent())).isTrue();
      }
    }
  }

  private static List<String> sendUntilKilled(Path file, int requests) throws Exception {
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "io.github.xraysink.console.LocalConsole",
            "--port",
            "0",
            "--store",
            file.toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    try {
      URI uri = uri(process);
      HttpClient http = HttpClient.newHttpClient();
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        ids.addAll(put(http, uri));
      }
      return ids;
    } finally {
      process.destroyForcibly(); // SIGKILL: no hook runs
      process.waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static URI uri(Process process) throws Exception {
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      all.append(line).append('\n');
      if (line.startsWith("page")) {
        return URI.create(line.substring(4).trim() + "/TraceSegments");
      }
    }
    throw new AssertionError("the console did not start: " + all);
  }

  private static List<String> put(HttpClient http, URI uri) throws Exception {
    ObjectNode request = Json.object();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ObjectNode document = Documents.segment(Documents.newTraceId(), "s", T0, 1);
      ids.add(document.get("trace_id").textValue());
      request.withArrayProperty("TraceSegmentDocuments").add(Json.text(document));
    }
    HttpResponse<String> answer = http.send(
        HttpRequest.newBuilder(uri)
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(request)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return ids;
  }
}
