// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.xraysink.testkit.SegmentDocuments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Takes the documents a function sends to the X-Ray daemon. */
final class Daemon implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BUFFER_BYTES = 8 << 20;

  /**
   * An entity as it was sent.
   *
   * @param inside whether it came inside the document of its parent
   * @param request the annotation of that name
   */
  record Entity(
      String name,
      String id,
      String parentId,
      String traceId,
      String type,
      boolean inside,
      boolean inProgress,
      String request,
      JsonNode json) {}

  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private final DatagramSocket socket;
  private final Thread thread = new Thread(this::receive, "daemon");

  private Daemon(DatagramSocket socket) {
    this.socket = socket;
  }

  static Daemon start() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setReceiveBufferSize(BUFFER_BYTES);
    Daemon daemon = new Daemon(socket);
    daemon.thread.start();
    return daemon;
  }

  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  private void receive() {
    byte[] buffer = new byte[65_536];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        received.add(new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8));
      } catch (SocketException closed) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  int documents() {
    return received.size();
  }

  /** All entities of all documents, which X-Ray would take. */
  List<Entity> entities() {
    List<Entity> all = new ArrayList<>();
    for (String datagram : received) {
      String document = datagram.substring(datagram.indexOf('\n') + 1);
      assertThat(SegmentDocuments.validate(document)).as(document).isEmpty();
      collect(document, all);
    }
    return all;
  }

  /** As {@link #entities}, of documents that need not be valid. */
  List<Entity> uncheckedEntities() {
    List<Entity> all = new ArrayList<>();
    received.forEach(datagram -> collect(datagram.substring(datagram.indexOf('\n') + 1), all));
    return all;
  }

  List<Entity> named(String name) {
    return entities().stream().filter(entity -> entity.name().equals(name)).toList();
  }

  private static void collect(String document, List<Entity> all) {
    try {
      JsonNode json = JSON.readTree(document);
      add(json, json.path("trace_id").asText(), json.path("parent_id").asText(), false, all);
    } catch (IOException e) {
      throw new UncheckedIOException(document, e);
    }
  }

  private static void add(
      JsonNode json, String traceId, String parentId, boolean inside, List<Entity> all) {
    String id = json.path("id").asText();
    all.add(new Entity(
        json.path("name").asText(),
        id,
        parentId,
        traceId,
        json.path("type").asText(),
        inside,
        json.path("in_progress").asBoolean(),
        json.path("annotations").path("request").asText(),
        json));
    json.path("subsegments").forEach(child -> add(child, traceId, id, true, all));
  }

  @Override
  public void close() {
    socket.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
