// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;

/** Takes datagrams off the socket as fast as it can and hands them to {@link Ingest}. */
final class UdpReceiver implements AutoCloseable {

  private static final Logger LOG = System.getLogger(UdpReceiver.class.getName());

  /** The daemon's buffer; UDP itself carries no more than 65,507 bytes. */
  private static final int MAX_DATAGRAM_BYTES = 64 * 1024;

  /** Asked of the kernel, which may give less (Linux: net.core.rmem_max). */
  private static final int SOCKET_BUFFER_BYTES = 8 << 20;

  private final DatagramChannel channel;
  private final Ingest ingest;
  private final Thread thread;

  private UdpReceiver(DatagramChannel channel, Ingest ingest) {
    this.channel = channel;
    this.ingest = ingest;
    thread = new Thread(this::run, "xraysink-console-udp");
    thread.setDaemon(true);
  }

  static UdpReceiver bind(InetSocketAddress address, Ingest ingest) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
      channel.bind(address);
      return new UdpReceiver(channel, ingest);
    } catch (IOException e) {
      channel.close();
      throw new IOException("UDP " + address + ": " + e.getMessage(), e);
    }
  }

  void start() {
    thread.start();
  }

  int port() throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    while (channel.isOpen()) {
      try {
        buffer.clear();
        channel.receive(buffer);
        buffer.flip();
        byte[] datagram = new byte[buffer.remaining()];
        buffer.get(datagram);
        ingest.offer(datagram);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // On Windows an ICMP answer to nobody's packet ends up here; the socket goes on.
        LOG.log(Level.DEBUG, "receiving a datagram failed", e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    try {
      thread.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
