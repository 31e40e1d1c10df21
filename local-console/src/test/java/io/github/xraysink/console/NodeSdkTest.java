// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** AWS's own Node.js SDK, from npm, sending to a console and sampled by it. */
class NodeSdkTest {

  private static final String PACKAGE = "aws-xray-sdk-core@3.10.3";

  private final Path folder = Path.of("target", "node-sdk").toAbsolutePath();

  private record Run(int exit, String output) {}

  private Run run(Duration timeout, List<String> environment, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "run", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile());
    for (int i = 0; i < environment.size(); i += 2) {
      builder.environment().put(environment.get(i), environment.get(i + 1));
    }
    Process process = builder.start();
    if (!process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      return new Run(-1, "not done after " + timeout + ": " + Files.readString(output));
    }
    return new Run(process.exitValue(), Files.readString(output));
  }

  private void installOrSkip() throws InterruptedException, IOException {
    Files.createDirectories(folder);
    try {
      Run node = run(Duration.ofSeconds(10), List.of(), "node", "--version");
      assumeTrue(node.exit() == 0, "node does not run: " + node.output());
    } catch (IOException e) {
      assumeTrue(false, "there is no node here: " + e.getMessage());
    }
    if (Files.exists(folder.resolve("node_modules/aws-xray-sdk-core/package.json"))) {
      return;
    }
    try {
      Run npm = run(
          Duration.ofSeconds(90),
          List.of(),
          "npm",
          "install",
          "--no-audit",
          "--no-fund",
          "--prefix",
          folder.toString(),
          PACKAGE);
      assumeTrue(npm.exit() == 0, "npm cannot install " + PACKAGE + ": " + npm.output());
    } catch (IOException e) {
      assumeTrue(false, "there is no npm here: " + e.getMessage());
    }
  }

  @Test
  void nodeSdk_isSampledAndUnderstood() throws Exception {
    installOrSkip();
    Path script = folder.resolve("node-app.js");
    try (InputStream source = NodeSdkTest.class.getResourceAsStream("node-app.js")) {
      Files.write(script, source.readAllBytes());
    }
    try (LocalConsole console =
        LocalConsole.start(ConsoleOptions.builder().port(0).build())) {
      Client client = new Client(console);
      client.send(
          "PUT",
          "/api/rules",
          "[{\"RuleName\":\"health\",\"Priority\":1,\"FixedRate\":0,\"ReservoirSize\":0,\"URLPath\":\"/health\"},"
              + "{\"RuleName\":\"orders\",\"Priority\":2,\"FixedRate\":1,\"ReservoirSize\":5,\"URLPath\":\"/orders\"}]");

      Run run = run(
          Duration.ofSeconds(60),
          List.of("AWS_XRAY_DAEMON_ADDRESS", console.daemonAddress()),
          "node",
          script.toString());

      assertThat(run.exit()).as(run.output()).isZero();
      JsonNode said = Json.read(DocumentReader.utf8(lastLine(run.output())));
      assertThat(said.get("fetched").asBoolean()).as(run.output()).isTrue();
      assertThat(said.at("/order/rule").asText()).isEqualTo("orders");
      String trace = said.get("trace").asText();
      await()
          .untilAsserted(() -> assertThat(
                  client.get("/api/trace?id=" + trace).get("entities").findValuesAsText("name"))
              .hasSize(123)
              .contains("node-service", "work", "item 119", "fails"));
      assertThat(client.get("/api/map?trace=" + trace).at("/services/0/Name").asText())
          .isEqualTo("node-service");
      assertThat(console.counters().refused.sum()).isZero();
    }
  }

  private static String lastLine(String output) {
    List<String> lines = new ArrayList<>(output.strip().lines().toList());
    return lines.get(lines.size() - 1);
  }
}
