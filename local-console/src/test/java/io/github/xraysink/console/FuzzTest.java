// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import static io.github.xraysink.console.Documents.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes in, the console goes on. The seed is printed on failure. */
class FuzzTest {

  private static final long SEED = 20_260_101L;
  private static final int DATAGRAMS = Load.FULL ? 100_000 : 5_000;
  private static final int REQUESTS = Load.FULL ? 5_000 : 300;

  private final Random random = new Random(SEED);

  private byte[] seed() {
    String trace =
        random.nextBoolean() ? Documents.newTraceId() : "1-6afd8f40-000000000000000000000001";
    ObjectNode segment = Documents.segment(trace, "fuzz", T0, 1);
    Documents.http(segment, "GET", "http://localhost/", 200);
    segment.putObject("annotations").put("a", 1).put("b", "x");
    segment.putArray("subsegments").add(Documents.subsegment("s", T0, 0.5));
    return Documents.datagram(segment);
  }

  /** A datagram that was right, then cut, flipped, repeated, nested or replaced. */
  private byte[] datagram() {
    byte[] good = seed();
    switch (random.nextInt(8)) {
      case 0 -> {
        byte[] noise = new byte[random.nextInt(2_000)];
        random.nextBytes(noise);
        return noise;
      }
      case 1 -> {
        return java.util.Arrays.copyOf(good, random.nextInt(good.length));
      }
      case 2 -> {
        String open = random.nextBoolean() ? "[" : "{\"subsegments\":[";
        return Documents.datagram(DocumentReader.utf8(open.repeat(random.nextInt(4_000))));
      }
      case 3 -> {
        return Documents.datagram(DocumentReader.utf8("T1S" + random.nextLong()));
      }
      case 4 -> {
        return wrongTypes();
      }
      default -> {
        int flips = 1 + random.nextInt(20);
        for (int i = 0; i < flips; i++) {
          good[random.nextInt(good.length)] = (byte) random.nextInt(256);
        }
        return good;
      }
    }
  }

  private byte[] wrongTypes() {
    String[] values = {
      "null", "[]", "{}", "1e308", "-1", "\"\"", "true", "NaN", "\"\\ud800\"", "[[{}]]", "1e-400"
    };
    StringBuilder json = new StringBuilder("{\"trace_id\":\"1-w\",\"id\":\"w\"");
    for (String field : new String[] {
      "name", "start_time", "end_time", "http", "aws", "cause", "annotations", "metadata",
      "subsegments", "parent_id", "type", "in_progress", "fault", "namespace", "user", "sql",
      "origin", "links"
    }) {
      json.append(",\"").append(field).append("\":").append(values[random.nextInt(values.length)]);
    }
    return Documents.datagram(DocumentReader.utf8(json.append('}').toString()));
  }

  @Test
  void udp_survivesAnything() throws IOException {
    try (LocalConsole console =
            LocalConsole.start(ConsoleOptions.builder().port(0).build());
        DatagramSocket socket = new DatagramSocket()) {
      Client client = new Client(console);
      for (int i = 0; i < DATAGRAMS; i++) {
        byte[] datagram = datagram();
        socket.send(new DatagramPacket(
            datagram, datagram.length, InetAddress.getLoopbackAddress(), console.port()));
        if (i % 200 == 199) { // let the reader catch up: this is about content, not about load
          int sent = i + 1;
          await().pollInterval(Duration.ofMillis(2)).until(() -> seen(console) >= sent * 0.9);
        }
      }

      ObjectNode last = Documents.segment(Documents.newTraceId(), "after all that", T0, 1);
      await().atMost(Duration.ofSeconds(60)).until(() -> {
        client.udp(last);
        return client.get("/api/status").get("queuedBytes").asLong() == 0
            && client
                    .send("GET", "/api/trace?id=" + last.get("trace_id").textValue(), "")
                    .statusCode()
                == 200;
      });
      assertThat(console.ingest().isWriterAlive()).isTrue();
      Counters counters = console.counters();
      assertThat(counters.refused.sum()).isGreaterThan(DATAGRAMS / 4);
      assertThat(counters.stored.sum()).isPositive();
      assertThat(client.get("/api/problems").get("problems")).isNotEmpty();
      everyQueryWorks(client);
    }
  }

  private static long seen(LocalConsole console) {
    Counters c = console.counters();
    return c.stored.sum() + c.duplicates.sum() + c.refused.sum() + c.unsupported.sum();
  }

  /** What was stored may be strange; every reader must cope with it. */
  private static void everyQueryWorks(Client client) {
    ObjectNode all = Json.object().put("StartTime", 0).put("EndTime", 99_999_999_999.0);
    client.post("/ServiceGraph", all);
    client.post("/TraceSummaries", all);
    client.get("/api/map?minutes=100000");
    client.get("/api/traces?limit=200").get("traces").findValuesAsText("id").forEach(id -> {
      String encoded = java.net.URLEncoder.encode(id, StandardCharsets.UTF_8);
      client.get("/api/trace?id=" + encoded);
      client.get("/api/raw?id=" + encoded);
      ObjectNode request = Json.object();
      request.putArray("TraceIds").add(id);
      client.post("/Traces", request);
      client.post("/TraceGraph", request);
    });
  }

  @Test
  void http_survivesAnything() throws IOException {
    try (LocalConsole console =
        LocalConsole.start(ConsoleOptions.builder().port(0).build())) {
      String[] paths = {
        "/",
        "/TraceSegments",
        "/TraceSummaries",
        "/Traces",
        "/TraceGraph",
        "/ServiceGraph",
        "/GetSamplingRules",
        "/SamplingTargets",
        "/api/traces?filter=%28",
        "/api/logs",
        "/api/rules",
        "/api/trace",
        "/%00",
        "/api/map?minutes=x",
        "*"
      };
      String[] bodies = {
        "{}",
        "[]",
        "",
        "{\"TraceIds\":7}",
        "{\"TraceIds\":[null,{}]}",
        "{\"StartTime\":{}}",
        "{\"TraceSegmentDocuments\":[1,null,\"\"]}",
        "{\"SamplingStatisticsDocuments\":[1,null]}",
        "[".repeat(5_000),
        "{\"StartTime\":0,\"EndTime\":1e300,\"FilterExpression\":\"((((\"}"
      };
      for (int i = 0; i < REQUESTS; i++) {
        String body = bodies[random.nextInt(bodies.length)];
        String request = (random.nextBoolean() ? "POST " : random.nextBoolean() ? "GET " : "PUT ")
            + paths[random.nextInt(paths.length)]
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
            + (random.nextInt(10) == 0 ? random.nextInt() : body.length())
            + "\r\n\r\n"
            + body;
        byte[] bytes = request.getBytes(StandardCharsets.ISO_8859_1);
        if (random.nextInt(4) == 0) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.port())) {
          socket.getOutputStream().write(bytes);
          socket.shutdownOutput();
          socket.setSoTimeout(5_000);
          socket.getInputStream().readNBytes(64);
        } catch (IOException refusedIsFine) {
          continue;
        }
      }

      assertThat(new Client(console).get("/api/status").get("traces").asInt()).isZero();
    }
  }
}
