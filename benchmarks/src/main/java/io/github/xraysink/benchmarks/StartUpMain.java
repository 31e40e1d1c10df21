// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Row 9: a program that answers one HTTP request with the JDK's server, traced by a root with one
 * child, and then tells how many classes it has loaded.
 */
public final class StartUpMain {

  private StartUpMain() {}

  /** The library; prints the number of classes after the first answer. */
  public static void main(String[] args) throws IOException {
    Contender contender = Library.valueOf(args[0]).emitting();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      Object root = contender.unfinishedRoot(1);
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
      contender.finish(root);
    });
    server.start();
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      if (socket.getInputStream().readAllBytes().length == 0) {
        throw new IOException("no answer");
      }
    }
    System.out.println(ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
    while (System.in.read() >= 0) {
      // until it has been measured
    }
    System.exit(0);
  }
}
