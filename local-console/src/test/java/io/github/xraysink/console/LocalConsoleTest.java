// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import static io.github.xraysink.console.Documents.T0;
import static io.github.xraysink.console.Documents.alone;
import static io.github.xraysink.console.Documents.http;
import static io.github.xraysink.console.Documents.id;
import static io.github.xraysink.console.Documents.inProgress;
import static io.github.xraysink.console.Documents.segment;
import static io.github.xraysink.console.Documents.subsegment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalConsoleTest {

  @TempDir
  Path folder;

  private LocalConsole console;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    console = LocalConsole.start(ConsoleOptions.builder()
        .port(0)
        .allowedHosts(Set.of("xray.test"))
        .logFiles(List.of(folder.resolve("app.log")))
        .build());
    client = new Client(console);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private JsonNode summaries(String filter) {
    return client.post(
        "/TraceSummaries",
        Json.object()
            .put("StartTime", T0 - 100)
            .put("EndTime", T0 + 100_000)
            .put("FilterExpression", filter));
  }

  private static ObjectNode ids(String... ids) {
    ObjectNode request = Json.object();
    for (String id : ids) {
      request.withArrayProperty("TraceIds").add(id);
    }
    return request;
  }

  @Test
  void udp_isStoredMergedAndReadBack() {
    String trace = Documents.newTraceId();
    ObjectNode root = segment(trace, "root", T0, 1);
    ObjectNode streamed = alone(subsegment("streamed", T0, 0.5), trace, id(root));

    client.udp(streamed);
    client.udp(inProgress(root.deepCopy()));
    client.udp(root);
    client.udp(root);

    await().untilAsserted(() -> {
      JsonNode answer = client.post("/Traces", ids(trace, "1-unknown"));
      assertThat(answer.at("/UnprocessedTraceIds/0").asText()).isEqualTo("1-unknown");
      assertThat(answer.at("/Traces/0/Segments")).hasSize(1);
      JsonNode document = Json.read(
          DocumentReader.utf8(answer.at("/Traces/0/Segments/0/Document").asText()));
      assertThat(document.has("in_progress")).isFalse();
      assertThat(document.at("/subsegments/0/name").asText()).isEqualTo("streamed");
    });
    await().until(() -> console.counters().duplicates.sum() == 1);
  }

  @Test
  void put_saysWhichDocumentsItCouldNotStoreAndStoresTheRest() {
    ObjectNode good = segment(Documents.newTraceId(), "good", T0, 1);
    ObjectNode request = Json.object();
    request
        .putArray("TraceSegmentDocuments")
        .add("{nonsense")
        .add(Json.text(good))
        .add("{\"id\":\"x\"}")
        .add("T1SCgkKBwoF");

    JsonNode unprocessed = client.post("/TraceSegments", request).get("UnprocessedTraceSegments");

    assertThat(unprocessed.findValuesAsText("ErrorCode"))
        .containsExactly("JSONFormatError", "InvalidTraceId", "InvalidSegment");
    assertThat(summaries("").get("TraceSummaries")).hasSize(1);
    assertThat(console.counters().unsupported.sum()).isEqualTo(1);
  }

  @Test
  void problems_listInvalidDocumentsWithFieldAndReason() {
    ObjectNode bad = segment(Documents.newTraceId(), "bad?name", T0, 1);
    client.put(bad);
    client.udp("garbage".getBytes(StandardCharsets.US_ASCII));

    await().until(() -> client.get("/api/problems").get("problems").size() == 2);
    JsonNode problems = client.get("/api/problems").get("problems");
    assertThat(problems.at("/0/reason").asText()).contains("header line is missing");
    assertThat(problems.at("/1/kind").asText()).isEqualTo("INVALID");
    assertThat(problems.at("/1/field").asText()).isEqualTo("/name");
    assertThat(problems.at("/1/traceId").asText()).isEqualTo(bad.get("trace_id").asText());
    assertThat(summaries("").get("TraceSummaries")).as("stored all the same").hasSize(1);
  }

  @Test
  void summaries_arePagedNewestFirst() {
    List<String> sent = new ArrayList<>();
    for (int batch = 0; batch < 5; batch++) {
      ObjectNode[] documents = new ObjectNode[50];
      for (int i = 0; i < 50; i++) {
        documents[i] = segment(Documents.newTraceId(), "s", T0 + batch * 50 + i, 1);
        sent.add(0, documents[i].get("trace_id").textValue());
      }
      client.put(documents);
    }

    List<String> read = new ArrayList<>();
    List<Integer> pages = new ArrayList<>();
    String token = null;
    do {
      ObjectNode request =
          Json.object().put("StartTime", T0 * 1_000).put("EndTime", "2027-01-01T00:00:00Z");
      if (token != null) {
        request.put("NextToken", token);
      }
      JsonNode page = client.post("/TraceSummaries", request);
      pages.add(page.get("TraceSummaries").size());
      page.get("TraceSummaries").forEach(summary -> read.add(summary.get("Id").textValue()));
      token = page.path("NextToken").textValue();
    } while (token != null);

    assertThat(pages).containsExactly(100, 100, 50);
    assertThat(read).isEqualTo(sent);
  }

  @Test
  void summaries_refuseAWrongExpressionWithThePosition() {
    HttpResponse<String> answer = client.send(
        "POST",
        "/TraceSummaries",
        "{\"StartTime\":0,\"EndTime\":9999999999,\"FilterExpression\":\"fault AN ok\"}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType")).hasValue("InvalidRequestException");
    assertThat(answer.body()).contains("at position 7");
  }

  @Test
  void summaries_refuseTimesThatAreMissingOrTurnedRound() {
    assertThat(client.send("POST", "/TraceSummaries", "{}").body()).contains("StartTime must be");
    assertThat(client
            .send("POST", "/TraceSummaries", "{\"StartTime\":2,\"EndTime\":1}")
            .body())
        .contains("must not be after");
    assertThat(client
            .send("POST", "/TraceSummaries", "{\"StartTime\":1,\"EndTime\":2,\"NextToken\":\"*\"}")
            .body())
        .contains("NextToken");
  }

  @Test
  void graphs_showServicesEdgesAndClients() {
    String trace = Documents.newTraceId();
    ObjectNode api = http(segment(trace, "api", T0, 1).put("fault", true), "GET", "http://a/", 500);
    ObjectNode call = subsegment("stock", T0, 0.5).put("namespace", "remote");
    api.putArray("subsegments").add(call);
    client.put(api, segment(trace, "stock", T0, 0.4).put("parent_id", id(call)));

    for (JsonNode services : List.of(
        client.post("/TraceGraph", ids(trace)).get("Services"),
        client
            .post("/ServiceGraph", Json.object().put("StartTime", T0 - 1).put("EndTime", T0 + 9))
            .get("Services"))) {
      assertThat(services.findValuesAsText("Name")).containsExactly("api", "stock", "api");
      JsonNode client = services.get(2);
      assertThat(client.get("Type").asText()).isEqualTo("client");
      assertThat(client.at("/Edges/0/ReferenceId").asInt())
          .isEqualTo(services.at("/0/ReferenceId").asInt());
      assertThat(services.at("/0/Root").asBoolean()).isTrue();
      assertThat(services.at("/0/SummaryStatistics/FaultStatistics/TotalCount").asInt())
          .isEqualTo(1);
      assertThat(services.at("/0/Edges/0/SummaryStatistics/TotalResponseTime").asDouble())
          .isEqualTo(0.5);
      assertThat(services.at("/1/SummaryStatistics/OkCount").asInt()).isEqualTo(1);
    }
  }

  @Test
  void logs_belongToTheTraceWhoseIdStandsInThem() throws IOException {
    String trace = Documents.newTraceId();
    client.put(segment(trace, "s", T0, 1));
    String w3c = trace.substring(2).replace("-", "");

    client.send(
        "POST",
        "/api/logs",
        "INFO [" + trace + "] one\nno id\nERROR trace_id=" + w3c + " two\n\tat A.b\n");
    Files.writeString(folder.resolve("app.log"), "from file " + trace + "\nhalf a li");

    await()
        .untilAsserted(() -> assertThat(client.get("/api/trace?id=" + trace).get("logs"))
            .extracting(JsonNode::asText)
            .containsExactly(
                "INFO [" + trace + "] one",
                "ERROR trace_id=" + w3c + " two",
                "\tat A.b",
                "from file " + trace));
  }

  @Test
  void events_tellWhichTraceChanged() throws IOException {
    String trace = Documents.newTraceId();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.port())) {
      socket.setSoTimeout(10_000);
      write(socket, "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
      readUntil(socket, "retry: 1000");

      client.put(segment(trace, "s", T0, 1));

      assertThat(readUntil(socket, "\"traces\"")).contains(trace);
    }
  }

  private static void write(Socket socket, String request) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(request.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** Reads until the text has come and its line has ended, or the stream ends. */
  private static String readUntil(Socket socket, String text) throws IOException {
    StringBuilder seen = new StringBuilder();
    InputStream in = socket.getInputStream();
    int c;
    while ((c = in.read()) >= 0) {
      seen.append((char) c);
      int at = seen.indexOf(text);
      if (at >= 0 && seen.indexOf("\n", at) >= 0) {
        break;
      }
    }
    return seen.toString();
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.port())) {
      socket.setSoTimeout(10_000);
      write(socket, request);
      return readUntil(socket, "HTTP/1.1 ");
    }
  }

  @Test
  void guard_answersOnlyNamesThatCannotBeRebound() throws IOException {
    for (String host :
        List.of("localhost:2000", "127.0.0.1", "10.1.2.3:80", "[::1]:2000", "xray.test")) {
      assertThat(raw("GET /api/status HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).contains(" 200 ");
    }
    for (String host : List.of("evil.example", "localhost.evil.example", "1.2.3.4.evil.example")) {
      assertThat(raw("GET /api/status HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).contains(" 403 ");
    }
    assertThat(raw("GET /api/status HTTP/1.0\r\n\r\n")).contains(" 403 ");
  }

  @Test
  void guard_refusesWhatAnotherSiteSends() throws IOException {
    String body = "{\"TraceSegmentDocuments\":[]}";
    String request =
        "POST /TraceSegments HTTP/1.1\r\nHost: localhost:1\r\nContent-Length: " + body.length();

    assertThat(raw(request + "\r\nOrigin: http://evil.example\r\n\r\n" + body)).contains(" 403 ");
    assertThat(raw(request + "\r\nOrigin: null\r\n\r\n" + body)).contains(" 403 ");
    assertThat(raw(request + "\r\nOrigin: http://localhost:1\r\n\r\n" + body)).contains(" 200 ");
  }

  @Test
  void answers_carryAPolicyAndNoCors() {
    HttpResponse<String> page = client.send("GET", "/", "");

    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "frame-ancestors 'none'");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase().startsWith("access-control"));
    assertThat(page.body()).doesNotContain("http://", "https://");
  }

  @Test
  void http_refusesBodiesThatAreTooBigAndPathsItDoesNotKnow() {
    String big = "x".repeat(HttpFront.MAX_BODY_BYTES + 1);

    assertThat(client.send("POST", "/TraceSegments", big).statusCode()).isEqualTo(413);
    assertThat(client.send("POST", "/TraceSegments", "[]").statusCode()).isEqualTo(400);
    assertThat(client.send("POST", "/Nothing", "{}").statusCode()).isEqualTo(404);
    assertThat(client.send("GET", "/../../etc/passwd", "").statusCode()).isEqualTo(404);
    assertThat(client.send("GET", "/api/trace?id=1-unknown", "").statusCode()).isEqualTo(404);
    ObjectNode many = Json.object();
    for (int i = 0; i <= XrayApi.MAX_DOCUMENTS_PER_PUT; i++) {
      many.withArrayProperty("TraceSegmentDocuments").add("{}");
    }
    assertThat(client.send("POST", "/TraceSegments", Json.text(many)).body())
        .contains("Exceeding maximum segment count: 50");
  }

  @Test
  void http_answersMoreClientsThanItWorksOnAtOnce() throws Exception {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.port());
        socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
        idle.add(socket);
      }
      client.udp(segment(Documents.newTraceId(), "still", T0, 1));

      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> console.counters().stored.sum() == 1);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
    await().until(() -> client.send("GET", "/api/status", "").statusCode() == 200);
  }

  @Test
  void start_namesThePortThatIsTaken() {
    ConsoleOptions same = ConsoleOptions.builder().port(console.port()).build();

    assertThatThrownBy(() -> LocalConsole.start(same))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(String.valueOf(console.port()));
  }

  @Test
  void close_stopsEveryThreadAndFreesThePort() throws IOException {
    int port = console.port();
    console.close();
    console.close();

    await()
        .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
            .extracting(Thread::getName)
            .noneMatch(name -> name.startsWith("xraysink-console")));
    LocalConsole.start(ConsoleOptions.builder().port(port).build()).close();
  }

  @Test
  void options_refuseWhatCannotBe() {
    assertThatThrownBy(() -> ConsoleOptions.builder().port(70_000))
        .hasMessage("port: 70000 is not accepted; it must be from 0 to 65535");
    assertThatThrownBy(() -> ConsoleOptions.builder().region("<b>"))
        .hasMessageContaining("region: '<b>'");
    assertThatThrownBy(() -> ConsoleOptions.builder().maxAge(Duration.ZERO))
        .hasMessageContaining("maxAge");
  }
}
