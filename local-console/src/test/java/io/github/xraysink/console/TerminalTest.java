// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import static io.github.xraysink.console.Documents.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalTest {

  @TempDir
  Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return Terminal.run(stream(out), stream(err), args);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void run_helpsAndSaysItsVersion() {
    assertThat(run("--help")).isEqualTo(Terminal.DONE);
    assertThat(text(out)).contains("--once N", "Exit codes");
    assertThat(run("--version")).isEqualTo(Terminal.DONE);
  }

  @Test
  void run_namesWrongArguments() {
    for (List<String> args : List.of(
        List.of("--port", "x"),
        List.of("--port"),
        List.of("--nonsense"),
        List.of("--max-bytes", "1t"),
        List.of("--max-age", "7"),
        List.of("--timeout", "3"),
        List.of("--once", "0"))) {
      err.reset();
      assertThat(run(args.toArray(String[]::new))).as("%s", args).isEqualTo(Terminal.USAGE);
      assertThat(text(err)).contains(args.get(0));
    }
  }

  @Test
  void run_tellsAPortThatIsTakenFromAStoreThatIsBroken() throws IOException {
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      assertThat(run("--port", "" + taken.getLocalPort())).isEqualTo(Terminal.PORT_TAKEN);
      assertThat(text(err)).contains("UDP").contains("" + taken.getLocalPort());
    }
    Path broken = folder.resolve("broken");
    Files.writeString(broken, "this is no store ".repeat(1_000));
    assertThat(run("--port", "0", "--store", broken.toString())).isEqualTo(Terminal.STORE_FAILED);
    assertThat(text(err)).contains(broken.toString());
  }

  @Test
  void run_givesUpAfterTheTimeout() {
    assertThat(run("--port", "0", "--once", "1", "--timeout", "1")).isEqualTo(Terminal.TIMED_OUT);
  }

  @Test
  void once_printsFinishedTracesAsTreesAndStops() throws Exception {
    int port;
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    CompletableFuture<Integer> code = CompletableFuture.supplyAsync(
        () -> run("--port", "" + port, "--once", "1", "--timeout", "30", "--no-color"));
    ObjectNode unfinished =
        Documents.inProgress(Documents.segment(Documents.newTraceId(), "open", T0, 1));
    ObjectNode root = Documents.http(
        Documents.segment(Documents.newTraceId(), "root\u001b[2J", T0, 0.5).put("fault", true),
        "GET",
        "http://x/",
        500);
    root.putArray("subsegments").add(Documents.subsegment("child", T0, 0.25));

    // Nothing answers on UDP, so keep sending until the console is up and has seen it.
    while (!code.isDone()) {
      send(port, unfinished);
      send(port, root);
      try {
        code.get(800, TimeUnit.MILLISECONDS);
      } catch (java.util.concurrent.TimeoutException e) {
        continue;
      }
    }

    assertThat(code.get()).isEqualTo(Terminal.DONE);
    assertThat(text(out))
        .contains("■ root?[2J  500.0 ms  GET http://x/  500  fault")
        .contains("    · child  250.0 ms")
        .doesNotContain("open");
  }

  private static void send(int port, ObjectNode document) throws IOException {
    byte[] datagram = Documents.datagram(document);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new java.net.DatagramPacket(
          datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
    }
  }

  @Test
  void parse_readsEverySetting() {
    CommandLine command = CommandLine.parse(
        ("--port 0 --bind 127.0.0.1 --store s --max-traces 5 --max-bytes 2m --max-age 3h"
                + " --rules r --log-file a --log-file b --allow-host xray --region eu-west-1"
                + " --follow")
            .split(" "));

    ConsoleOptions options = command.options();
    assertThat(options.maxTraces).isEqualTo(5);
    assertThat(options.maxBytes).isEqualTo(2 << 20);
    assertThat(options.maxAge).isEqualTo(Duration.ofHours(3));
    assertThat(options.logFiles).hasSize(2);
    assertThat(options.allowedHosts).containsExactly("xray");
    assertThat(options.region).isEqualTo("eu-west-1");
    assertThat(options.storeFile()).hasValue(Path.of("s"));
    assertThat(command.follow()).isTrue();
    assertThatThrownBy(() -> CommandLine.parse("--bind", "no such host.invalid"))
        .hasMessageContaining("--bind");
  }
}
