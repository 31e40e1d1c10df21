// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.xraysink.context.LambdaMode;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.lambda.XrayLambda;
import io.github.xraysink.testkit.CapturingEmitter;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** AWS's appender and template, in the configuration of the README. */
class Log4jLambdaTest {

  private static final String FORMAT = "${env:AWS_LAMBDA_LOG_FORMAT:-TEXT}";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Invocation A =
      new Invocation("1-5759e988-aaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa");
  private static final Invocation B =
      new Invocation("1-5759e988-bbbbbbbbbbbbbbbbbbbbbbbb", "bbbbbbbbbbbbbbbb");

  private final LoggerContext context = new LoggerContext("lambda");
  private final Logger log = context.getLogger("test");
  private final Xraysink xraysink =
      Xraysink.builder().emitter(new CapturingEmitter()).lambda(LambdaMode.ON).build();

  @AfterEach
  void close() {
    context.stop();
    xraysink.close();
    ThreadContext.clearAll();
  }

  /** As Lambda's variable {@code AWS_LAMBDA_LOG_FORMAT} has it, which a JVM cannot give itself. */
  private void configure(String format) throws Exception {
    String shown = ReadmeTest.shown("lambda-log4j");
    assertThat(shown).contains(FORMAT);
    byte[] xml = shown.replace(FORMAT, format).getBytes(StandardCharsets.UTF_8);
    context.start(
        new XmlConfiguration(context, new ConfigurationSource(new ByteArrayInputStream(xml))));
  }

  private static List<JsonNode> parsed(List<String> lines) throws Exception {
    List<JsonNode> parsed = new ArrayList<>();
    for (String line : lines) {
      parsed.add(MAPPER.readTree(line));
    }
    return parsed;
  }

  @Test
  void jsonLine_hasTheInvocationsTraceIdBesidesTheTemplatesFields() throws Exception {
    configure("JSON");
    ThreadContext.put("AWSRequestId", "request"); // as the runtime does

    List<JsonNode> lines = parsed(Console.during(() -> {
      log.info("before");
      XrayLambda.run(A.context(), () -> log.error("handler"));
      log.info("after");
    }));

    assertThat(lines)
        .extracting(line -> line.path("message").asText())
        .containsExactly("before", "handler", "after");
    JsonNode line = lines.get(1);
    assertThat(line.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "timestamp", "level", "message", "logger", "AWSRequestId", "traceId", "xrayEntityId");
    assertThat(line.path("traceId").asText()).isEqualTo(A.traceId());
    assertThat(line.path("xrayEntityId").asText()).isEqualTo(A.parentId());
    assertThat(line.path("level").asText()).isEqualTo("ERROR");
    assertThat(Instant.parse(line.path("timestamp").asText())).isNotNull();
    assertThat(lines.get(0).has("traceId")).isFalse();
    assertThat(lines.get(2).has("traceId")).isFalse();
  }

  @Test
  void concurrentInvocations_shareAPoolAndNoTraceId() throws Exception {
    configure("JSON");
    ExecutorService handlers = Executors.newFixedThreadPool(2);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    CyclicBarrier both = new CyclicBarrier(2);

    List<String> printed;
    try {
      printed = Console.during(() -> {
        Future<?> a = handlers.submit(handler(A, both, pool));
        Future<?> b = handlers.submit(handler(B, both, pool));
        a.get(20, TimeUnit.SECONDS);
        b.get(20, TimeUnit.SECONDS);
        pool.submit(() -> log.info("nobody's")).get(20, TimeUnit.SECONDS);
      });
    } finally {
      handlers.shutdownNow();
      pool.shutdownNow();
    }

    assertThat(parsed(printed))
        .extracting(line ->
            line.path("traceId").asText("none") + " " + line.path("message").asText())
        .containsExactlyInAnyOrder(
            A.traceId() + " handler " + A.traceId(),
            A.traceId() + " pool " + A.traceId(),
            B.traceId() + " handler " + B.traceId(),
            B.traceId() + " pool " + B.traceId(),
            "none nobody's");
  }

  private Callable<Void> handler(Invocation invocation, CyclicBarrier both, ExecutorService pool) {
    return () -> {
      XrayLambda.run(invocation.context(), () -> {
        both.await(20, TimeUnit.SECONDS);
        log.info("handler " + invocation.traceId());
        XrayExecutors.propagating(pool)
            .submit(() -> log.info("pool " + invocation.traceId()))
            .get(20, TimeUnit.SECONDS);
        both.await(20, TimeUnit.SECONDS);
      });
      return null;
    };
  }

  /** Lambda writes the other format's name as {@code Text}. */
  @Test
  void textLine_hasTheInvocationsTraceId() throws Exception {
    configure("Text");

    List<String> lines = Console.during(() -> {
      XrayLambda.run(A.context(), () -> log.info("handler"));
      log.info("after");
    });

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).contains("traceId=" + A.traceId() + " ").endsWith("- handler");
    assertThat(lines.get(1)).contains("traceId= ").endsWith("- after");
  }
}
