// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.xraysink.testkit.SegmentDocuments;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own: it ends when it should, and loses nothing then. */
class PlainWorkerIT {

  private static final Pattern LISTENING = Pattern.compile("thumbnails at (\\S+),");
  private static final int MAX_DATAGRAM = 65_535;

  @TempDir
  Path folder;

  private Path output;
  private DatagramSocket daemon;
  private Process program;

  @BeforeEach
  void start() throws IOException {
    output = folder.resolve("output");
    daemon = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    daemon.setSoTimeout(10_000);
    ProcessBuilder builder = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        PlainWorker.class.getName(),
        "0");
    builder.environment().keySet().removeIf(name -> name.contains("XRAY"));
    builder.environment().put("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:" + daemon.getLocalPort());
    program = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  @AfterEach
  void stop() {
    program.destroyForcibly();
    daemon.close();
  }

  @Test
  void endOfInput_endsTheProgramAfterItsWork() throws Exception {
    putPicture();

    program.getOutputStream().close();

    assertThat(program.waitFor(30, TimeUnit.SECONDS)).as(said()).isTrue();
    assertThat(program.exitValue()).isZero();
    assertThat(said()).endsWith("stopped\n");
    assertWholeTrace();
  }

  @Test
  void signal_endsTheProgramAfterItsWork() throws Exception {
    putPicture();

    program.destroy();

    assertThat(program.waitFor(30, TimeUnit.SECONDS)).as(said()).isTrue();
    assertThat(said()).endsWith("stopped\n");
    assertWholeTrace();
  }

  private void putPicture() throws Exception {
    await().atMost(Duration.ofMinutes(1)).until(() -> LISTENING.matcher(said()).find());
    Matcher listening = LISTENING.matcher(said());
    assertThat(listening.find()).isTrue();
    HttpRequest put = HttpRequest.newBuilder(URI.create(listening.group(1) + "/pictures/cat"))
        // Not left to the sampler, which would look at how many have come before.
        .header("X-Amzn-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1")
        .PUT(BodyPublishers.noBody())
        .build();
    assertThat(HttpClient.newHttpClient().send(put, BodyHandlers.discarding()).statusCode())
        .isEqualTo(202);
  }

  /** Reads until all five have come, however they are spread over documents. */
  private void assertWholeTrace() throws IOException {
    int entities = 0;
    while (entities < 5) {
      DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
      daemon.receive(packet);
      String text = new String(packet.getData(), 0, packet.getLength(), UTF_8);
      String json = text.substring(text.indexOf('\n') + 1);
      assertThat(SegmentDocuments.validate(json)).isEmpty();
      assertThat(json).doesNotContain("in_progress");
      entities += json.split("\"end_time\"", -1).length - 1;
    }
    assertThat(entities).isEqualTo(5);
  }

  private String said() throws IOException {
    return Files.readString(output);
  }
}
