// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** As much of the X-Ray daemon as tells that it was reached. */
final class Daemon implements AutoCloseable {

  private final InetAddress loopback = InetAddress.getLoopbackAddress();
  private final DatagramSocket traces = new DatagramSocket(0, loopback);
  private final HttpServer rules = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
  private final CountDownLatch rulesAsked = new CountDownLatch(1);

  Daemon() throws IOException {
    traces.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
    rules.createContext("/GetSamplingRules", exchange -> {
      rulesAsked.countDown();
      exchange.sendResponseHeaders(503, -1);
      exchange.close();
    });
    rules.start();
  }

  String address() {
    return "tcp:127.0.0.1:" + rules.getAddress().getPort() + " udp:127.0.0.1:"
        + traces.getLocalPort();
  }

  String nextDocument() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    traces.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  boolean wasAskedForRules() throws InterruptedException {
    return rulesAsked.await(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    traces.close();
    rules.stop(0);
  }
}
