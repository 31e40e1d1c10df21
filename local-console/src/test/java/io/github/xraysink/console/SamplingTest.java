// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplingTest {

  @TempDir
  Path folder;

  private Path file;
  private LocalConsole console;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("rules.json");
    console =
        LocalConsole.start(ConsoleOptions.builder().port(0).rulesFile(file).build());
    client = new Client(console);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private void writeFile(String rules, int second) throws IOException {
    Files.writeString(file, rules);
    // The clock of a file system may be coarser than this test is quick.
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_795_000_000L + second)));
  }

  private JsonNode rules() {
    return client.post("/GetSamplingRules", Json.object()).get("SamplingRuleRecords");
  }

  @Test
  void rules_areDefaultWithoutAFile() {
    assertThat(rules()).hasSize(1);
    assertThat(rules().at("/0/SamplingRule/RuleName").asText()).isEqualTo("Default");
    assertThat(rules().at("/0/SamplingRule/FixedRate").asDouble()).isEqualTo(1.0);
  }

  @Test
  void rules_followTheFileAndKeepTheLastGoodOnes() throws IOException {
    writeFile(
        "{\"SamplingRules\":[{\"RuleName\":\"health\",\"Priority\":7,\"FixedRate\":0,"
            + "\"ReservoirSize\":0,\"URLPath\":\"/health\"}]}",
        1);
    assertThat(rules().findValuesAsText("RuleName")).containsExactly("health", "Default");

    writeFile("[{\"RuleName\":\"bad\",\"Priority\":7,\"FixedRate\":3,\"ReservoirSize\":0}]", 2);
    assertThat(rules().findValuesAsText("RuleName")).containsExactly("health", "Default");
    assertThat(client.get("/api/rules").get("problem").asText())
        .contains("FixedRate of rule bad: 3");

    writeFile("[]", 3);
    assertThat(rules().findValuesAsText("RuleName")).containsExactly("Default");
    assertThat(client.get("/api/rules").get("problem").isNull()).isTrue();
  }

  @Test
  void rules_savedInThePageLandInTheFile() throws IOException {
    String saved =
        "[{\"RuleName\":\"all\",\"Priority\":1,\"FixedRate\":0.5,\"ReservoirSize\":10,\"Host\":\"*.x\"}]";
    assertThat(client.send("PUT", "/api/rules", saved).statusCode()).isEqualTo(200);

    assertThat(rules().findValuesAsText("RuleName")).containsExactly("all", "Default");
    assertThat(Json.read(Files.readAllBytes(file)).at("/SamplingRules/0/Host").asText())
        .isEqualTo("*.x");
    assertThat(client.send("PUT", "/api/rules", "{]").body()).contains("not JSON");
    assertThat(client.send("PUT", "/api/rules", "[{}]").body()).contains("RuleName");
  }

  @Test
  void targets_shareTheReservoirAndNameUnknownRules() {
    client.send(
        "PUT",
        "/api/rules",
        "[{\"RuleName\":\"r\",\"Priority\":1,\"FixedRate\":0.25,\"ReservoirSize\":10}]");
    JsonNode first = targets("r", "a", 1_795_000_000.5);
    JsonNode second = targets("r", "b", 1_795_000_000_500L);
    JsonNode unknown = targets("gone", "a", 1);

    assertThat(first.at("/SamplingTargetDocuments/0/ReservoirQuota").asInt()).isEqualTo(10);
    assertThat(second.at("/SamplingTargetDocuments/0/ReservoirQuota").asInt()).isEqualTo(5);
    assertThat(second.at("/SamplingTargetDocuments/0/FixedRate").asDouble()).isEqualTo(0.25);
    assertThat(second.at("/SamplingTargetDocuments/0/ReservoirQuotaTTL").asLong())
        .isGreaterThan(System.currentTimeMillis() / 1_000);
    assertThat(unknown.at("/UnprocessedStatistics/0/RuleName").asText()).isEqualTo("gone");
    JsonNode usage = client.get("/api/rules").get("usage");
    assertThat(usage.at("/0/RequestCount").asInt()).isEqualTo(6);
    assertThat(usage.at("/0/Timestamp").asDouble()).isEqualTo(1_795_000_000.5);
  }

  private JsonNode targets(String rule, String clientId, double timestamp) {
    ObjectNode request = Json.object();
    request
        .putArray("SamplingStatisticsDocuments")
        .addObject()
        .put("RuleName", rule)
        .put("ClientID", clientId)
        .put("Timestamp", timestamp)
        .put("RequestCount", 3)
        .put("SampledCount", 1)
        .put("BorrowCount", 0);
    return client.post("/SamplingTargets", request);
  }

  @Test
  void times_areReadInEveryFormClientsWrite() throws IOException {
    for (String form : new String[] {
      "1795000000.25", "1.79500000025E9", "1795000000250", "\"2026-11-18T11:06:40.250Z\""
    }) {
      assertThat(Times.micros(Json.read(DocumentReader.utf8(form))).orElseThrow())
          .isEqualTo(1_795_000_000_250_000L);
    }
    for (String no : new String[] {"true", "-1", "\"soon\"", "NaN", "{}"}) {
      assertThat(Times.micros(Json.read(DocumentReader.utf8(no)))).isEmpty();
    }
  }
}
