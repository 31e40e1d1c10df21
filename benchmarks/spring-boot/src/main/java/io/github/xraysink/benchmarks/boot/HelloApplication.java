// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks.boot;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Row 9: an application that answers one request, and then tells how many classes it has loaded. What
 * traces it is on its class path; the X-Ray SDK's filter must be declared as well.
 */
@SpringBootApplication
public class HelloApplication {

  /** What is asked for. */
  @RestController
  static class Hello {
    @GetMapping("/")
    String hello() {
      return "hello";
    }
  }

  /** {@code sdk} to declare the SDK's filter; prints the number of classes after the answer. */
  public static void main(String[] args) throws IOException {
    SpringApplication application = new SpringApplication(HelloApplication.class);
    if (List.of(args).contains("sdk")) {
      application.addPrimarySources(List.of(SdkFilter.class));
    }
    ask(application.run().getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    System.out.println(ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
    while (System.in.read() >= 0) {
      // until it has been measured
    }
    System.exit(0);
  }

  private static void ask(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (!answer.endsWith("hello")) {
        throw new IOException("not the answer: " + answer);
      }
    }
  }
}
