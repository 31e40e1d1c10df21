// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.exit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.xraysink.verification.isolation.ClassPath;
import java.io.File;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program ends when its main method is through, and does not take its last documents with it. */
final class JvmExitTest {

  private static final int PATIENCE_MILLIS = 10_000;
  private static final int MAX_DATAGRAM = 65_535;

  @TempDir
  Path folder;

  private Path output;
  private DatagramSocket daemon;

  @BeforeEach
  void open() throws IOException {
    output = folder.resolve("output");
    daemon = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    daemon.setSoTimeout(PATIENCE_MILLIS);
  }

  @AfterEach
  void close() {
    daemon.close();
  }

  @Test
  void closedProgram_endsWhenMainReturns() throws Exception {
    Process program = start("close");
    try {
      awaitEnd(program);

      assertThat(Files.readString(output))
          .as("the sampler's threads, which close has to stop")
          .contains("kept alive by [")
          .doesNotContain("[]");
      assertThat(receive()).contains("\"name\":\"sampled-by-default\"").contains("\"end_time\"");
    } finally {
      program.destroyForcibly();
    }
  }

  @Test
  void shutdownHook_sendsWhatIsOpen() throws Exception {
    Process program = start("hook");
    try {
      awaitEnd(program);

      assertThat(receive())
          .contains("\"name\":\"left-open\"")
          .contains("\"in_progress\":true")
          .doesNotContain("\"end_time\"");
    } finally {
      program.destroyForcibly();
    }
  }

  /**
   * Gives the program time to start, on a busy machine too; once its main method returns it has to
   * be quick.
   */
  private void awaitEnd(Process program) throws Exception {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> !program.isAlive() || Files.readString(output).contains(ShortProgram.LAST_WORDS));

    boolean ended = program.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);

    assertThat(ended).as(Files.readString(output)).isTrue();
    assertThat(program.exitValue()).as(Files.readString(output)).isZero();
  }

  /** With our socket as the daemon, and nothing else of this process's settings. */
  private Process start(String argument) throws IOException {
    String classPath = ClassPath.entries().stream()
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder builder = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-classpath",
        classPath,
        ShortProgram.class.getName(),
        argument);
    builder.environment().keySet().removeIf(name -> name.contains("AWS") || name.contains("XRAY"));
    builder.environment().put("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:" + daemon.getLocalPort());
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  /** The next document, without the header line before it. */
  private String receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
    daemon.receive(packet);
    String text = new String(packet.getData(), 0, packet.getLength(), UTF_8);
    return text.substring(text.indexOf('\n') + 1);
  }
}
