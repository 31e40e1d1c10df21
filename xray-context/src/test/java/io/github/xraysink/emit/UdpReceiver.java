// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A daemon as far as it receives datagrams, on a loopback port of its own. */
public final class UdpReceiver implements AutoCloseable {

  private static final String HEADER = "{\"format\": \"json\", \"version\": 1}\n";

  final List<String> datagrams = new CopyOnWriteArrayList<>();
  private final boolean keep;
  private final DatagramSocket socket;
  private final Thread thread;

  UdpReceiver() {
    this(0);
  }

  UdpReceiver(int port) {
    this(port, true);
  }

  /** @param keep whether to keep what arrives */
  public UdpReceiver(int port, boolean keep) {
    this.keep = keep;
    try {
      socket = new DatagramSocket(null);
      socket.setReceiveBufferSize(8 * 1024 * 1024);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    thread = new Thread(this::receive, "test-receiver");
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return socket.getLocalPort();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  /** The documents that arrived, checked for header, size and schema. */
  List<JsonNode> documents() {
    return datagrams.stream()
        .map(datagram -> {
          if (!datagram.startsWith(HEADER)) {
            throw new AssertionError("no protocol header: " + datagram);
          }
          return Schemas.valid(datagram.substring(HEADER.length()));
        })
        .toList();
  }

  private void receive() {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    while (!socket.isClosed()) {
      try {
        packet.setLength(65_536);
        socket.receive(packet);
        if (!keep) {
          continue;
        }
        datagrams.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
      } catch (IOException closed) {
        return;
      }
    }
  }

  @Override
  public void close() {
    socket.close();
    try {
      thread.join(5_000);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
