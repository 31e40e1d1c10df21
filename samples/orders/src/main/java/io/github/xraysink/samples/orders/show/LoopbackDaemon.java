// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A stand-in for AWS's X-Ray daemon: receives segment documents on a UDP port of the loopback
 * interface, and keeps them.
 *
 * <p>A datagram is one line with format and version, then the document.
 */
final class LoopbackDaemon implements AutoCloseable {

  private static final int LARGEST_DATAGRAM = 65_535;
  private static final int BUFFER_BYTES = 4 << 20;
  private static final byte[] END = "end".getBytes(StandardCharsets.US_ASCII);
  private static final long PATIENCE_SECONDS = 10;

  private final DatagramSocket socket;
  private final List<String> documents = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread receiver = new Thread(this::receive, "demo-daemon");

  private LoopbackDaemon(DatagramSocket socket) {
    this.socket = socket;
  }

  /** Opens a daemon on a free port. */
  static LoopbackDaemon open() throws IOException {
    DatagramSocket socket = new DatagramSocket(null);
    socket.setReceiveBufferSize(BUFFER_BYTES);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    LoopbackDaemon daemon = new LoopbackDaemon(socket);
    daemon.receiver.setDaemon(true);
    daemon.receiver.start();
    return daemon;
  }

  /** Where it listens, as {@code host:port}. */
  String address() {
    return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  /**
   * Takes what was sent so far and ends. The kernel keeps datagrams to one port in order, so a last
   * one of our own that arrives has all others before it.
   *
   * @return the documents in the order in which they arrived
   */
  List<String> finish() throws IOException, InterruptedException {
    try (DatagramSocket own = new DatagramSocket()) {
      own.send(new DatagramPacket(END, END.length, socket.getLocalSocketAddress()));
    }
    if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the demo's daemon did not see the end of what it received");
    }
    return List.copyOf(documents);
  }

  private void receive() {
    byte[] buffer = new byte[LARGEST_DATAGRAM];
    try {
      while (ended.getCount() > 0) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        take(new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8));
      }
    } catch (IOException failed) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(failed);
      }
    }
  }

  private void take(String datagram) {
    int header = datagram.indexOf('\n');
    if (header < 0) {
      ended.countDown();
    } else {
      documents.add(datagram.substring(header + 1));
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
