// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.xraysink.samples.lambda.Daemon.Entity;
import io.github.xraysink.samples.lambda.DynamoDb.Request;
import io.github.xraysink.samples.lambda.RuntimeApi.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The functions as they are packed for upload, loaded as Lambda does. */
class SampleFunctionsIT {

  private static final String TRACE = "1-5759e988-bd862e3fe1be46a994272793";
  private static final String LINEAGE = "Lineage=a87bd80c:1|68fd508a:5";
  private static final String HEADER =
      "Root=" + TRACE + ";Parent=53995c3f42cd8ad8;Sampled=1;" + LINEAGE;
  private static final String PRODUCER = "1-5759e988-aaaaaaaaaaaaaaaaaaaaaaaa";

  @TempDir
  private Path task;

  private Daemon daemon;
  private RuntimeApi api;

  @BeforeEach
  void start() throws IOException {
    daemon = Daemon.start();
    api = RuntimeApi.start();
    Path jar = Path.of(System.getProperty("function.jar"));
    Files.createDirectory(task.resolve("lib"));
    Files.copy(jar, task.resolve("lib").resolve("function.jar"));
  }

  @AfterEach
  void stop() {
    api.close();
    daemon.close();
  }

  /** What Lambda has on the class path by itself; all else comes from the function's jar. */
  private static String runtimeOnly() {
    String path = Arrays.stream(System.getProperty("java.class.path").split(":"))
        .filter(entry -> entry.matches(".*/(aws-lambda-java-(runtime-interface-client|core"
            + "|serialization)|utils-lite|annotations)-[0-9.]+\\.jar"))
        .filter(entry -> !entry.contains("jackson"))
        .collect(Collectors.joining(":"));
    assertThat(path).contains("runtime-interface-client", "serialization", "utils-lite");
    return path;
  }

  private FunctionProcess.Setup packed(Class<?> handler) {
    return FunctionProcess.of(handler).classPath(runtimeOnly()).taskRoot(task);
  }

  @Test
  void priceOrder_looksEverythingUpBelowItsInvocation() throws Exception {
    String order = "{\"id\": \"o-1\", \"items\": [\"tea\", \"cups\", \"kettle\"]}";
    try (DynamoDb dynamo = DynamoDb.start();
        FunctionProcess function = packed(PriceOrder.class)
            .environment("AWS_ENDPOINT_URL_DYNAMODB", dynamo.endpoint())
            .start(api, daemon)) {
      Answer answer = function.answer(api.invoke(HEADER, order));

      assertThat(answer.body()).contains("\"id\":\"o-1\"", "\"cents\":750");
      await().until(() -> daemon.entities().size() == 5);
      List<Entity> calls = daemon.named("DynamoDb");
      Entity priced = daemon.named("price order").get(0);
      assertThat(daemon.entities()).allMatch(entity -> entity.traceId().equals(TRACE));
      assertThat(priced.parentId()).isEqualTo("53995c3f42cd8ad8");
      assertThat(daemon.named("connect to DynamoDB").get(0).parentId())
          .isEqualTo("53995c3f42cd8ad8");
      assertThat(calls)
          .hasSize(3)
          .allMatch(call -> call.parentId().equals(priced.id()))
          .allMatch(call -> call.json().path("namespace").asText().equals("aws"));
      assertThat(dynamo.requests())
          .hasSize(3)
          .extracting(Request::traceHeader)
          .allMatch(header -> header.endsWith(";Sampled=1;" + LINEAGE))
          .allMatch(header -> calls.stream().anyMatch(call -> header.contains(call.id())));
    }
  }

  @Test
  void shipOrders_hasASubsegmentForEachSampledMessageAndReportsFailures() throws Exception {
    String batch = "{\"Records\": ["
        + message("m-1", "Baker Street 221b", header("1"))
        + "," + message("m-2", "", header("1"))
        + "," + message("m-3", "Fleet Street 186", header("0"))
        + "," + message("m-4", "Abbey Road 3", "{}") + "]}";
    try (FunctionProcess function = packed(ShipOrders.class).start(api, daemon)) {
      Answer answer = function.answer(api.invoke(HEADER, batch));

      assertThat(answer.body()).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m-2\"}]}");
      await().until(() -> daemon.named("ship order").size() == 2);
      List<Entity> shipped = daemon.named("ship order");
      assertThat(shipped)
          .allMatch(one -> one.parentId().equals("53995c3f42cd8ad8"))
          .allMatch(one ->
              one.json().path("annotations").path("producer_trace_id").asText().equals(PRODUCER));
      assertThat(shipped)
          .extracting(one -> one.json().path("fault").asBoolean())
          .containsExactly(false, true);
      assertThat(daemon.named("find address")).hasSize(2);
    }
  }

  private static String header(String sampled) {
    return "{\"AWSTraceHeader\": \"Root=" + PRODUCER + ";Parent=aaaaaaaaaaaaaaaa;Sampled=" + sampled
        + "\"}";
  }

  private static String message(String id, String body, String attributes) {
    return "{\"messageId\": \"" + id + "\", \"body\": \"" + body + "\", \"attributes\": "
        + attributes + ", \"eventSource\": \"aws:sqs\"}";
  }
}
