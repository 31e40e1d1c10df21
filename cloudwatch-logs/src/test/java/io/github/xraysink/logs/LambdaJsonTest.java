// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.xraysink.context.LambdaMode;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.lambda.XrayLambda;
import io.github.xraysink.testkit.CapturingEmitter;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Logback's JSON lines on standard output, which Lambda takes as they are. */
@Tag("logback")
class LambdaJsonTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Invocation INVOCATION =
      new Invocation("1-5759e988-aaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa");

  @RegisterExtension
  final LogbackExtension logback = new LogbackExtension();

  private final Xraysink xraysink =
      Xraysink.builder().emitter(new CapturingEmitter()).lambda(LambdaMode.ON).build();

  @AfterEach
  void close() {
    xraysink.close();
  }

  private List<JsonNode> linesOfAnInvocation(String configuration) throws Exception {
    List<String> printed = Console.during(() -> {
      logback.configureWhole(configuration);
      logback.log.info("before");
      XrayLambda.run(INVOCATION.context(), () -> logback.log.error("handler"));
      logback.log.info("after");
    });
    List<JsonNode> lines = new ArrayList<>();
    for (String line : printed) {
      JsonNode json = MAPPER.readTree(line);
      if ("test".equals(json.path("logger_name").asText(json.path("loggerName").asText()))) {
        lines.add(json);
      }
    }
    assertThat(lines)
        .extracting(line -> line.path("message").asText())
        .containsExactly("before", "handler", "after");
    return lines;
  }

  @Test
  void lineOfTheReadme_hasTheInvocationsTraceIdAndWhatLambdaReads() throws Exception {
    List<JsonNode> lines = linesOfAnInvocation(ReadmeTest.shown("lambda-logback"));

    JsonNode line = lines.get(1);
    assertThat(line.path("traceId").asText()).isEqualTo(INVOCATION.traceId());
    assertThat(line.path("xrayEntityId").asText()).isEqualTo(INVOCATION.parentId());
    assertThat(line.path("level").asText()).isEqualTo("ERROR");
    assertThat(OffsetDateTime.parse(line.path("timestamp").asText())).isNotNull();
    assertThat(lines.get(0).has("traceId")).isFalse();
    assertThat(lines.get(2).has("traceId")).isFalse();
  }

  /** The README says what follows from such a timestamp. */
  @Test
  void lineOfLogbacksOwnEncoder_hasTheInvocationsTraceIdAndNoTimestampLambdaReads()
      throws Exception {
    List<JsonNode> lines = linesOfAnInvocation(ReadmeTest.shown("json"));

    JsonNode line = lines.get(1);
    assertThat(line.at("/mdc/traceId").asText()).isEqualTo(INVOCATION.traceId());
    assertThat(line.at("/mdc/xrayEntityId").asText()).isEqualTo(INVOCATION.parentId());
    assertThat(line.path("timestamp").isNumber()).isTrue();
    assertThat(lines.get(0).at("/mdc").has("traceId")).isFalse();
    assertThat(lines.get(2).at("/mdc").has("traceId")).isFalse();
  }
}
