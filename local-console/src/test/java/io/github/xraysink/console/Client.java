// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Talks to a console in tests, as SDKs and the page do. */
final class Client {

  private final LocalConsole console;
  private final HttpClient http = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(5))
      .build();

  Client(LocalConsole console) {
    this.console = console;
  }

  void udp(ObjectNode document) {
    udp(Documents.datagram(document));
  }

  void udp(byte[] datagram) {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(
          datagram, datagram.length, InetAddress.getLoopbackAddress(), console.port()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PutTraceSegments: when it returns, the documents are stored. */
  JsonNode put(ObjectNode... documents) {
    ObjectNode request = Json.object();
    for (ObjectNode document : documents) {
      request.withArrayProperty("TraceSegmentDocuments").add(Json.text(document));
    }
    return post("/TraceSegments", request);
  }

  JsonNode post(String path, JsonNode body) {
    return json(send("POST", path, Json.text(body)));
  }

  JsonNode get(String path) {
    return json(send("GET", path, ""));
  }

  HttpResponse<String> send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(console.uri() + path))
        .timeout(Duration.ofSeconds(30))
        .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    try {
      return Json.read(DocumentReader.utf8(response.body()));
    } catch (IOException e) {
      throw new AssertionError(response.body(), e);
    }
  }
}
