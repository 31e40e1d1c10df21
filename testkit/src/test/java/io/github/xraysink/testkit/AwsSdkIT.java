// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.TraceID;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.github.xraysink.context.IncomingTrace;
import io.github.xraysink.context.SamplingDecision;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.XrayFutures;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.testkit.AwsEmulator.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;

/** Asynchronous calls of the AWS SDK for Java 2.x, as they look in a trace. */
class AwsSdkIT {

  private static final int CALLS = 12;
  private static final String TABLE = "orders-" + UUID.randomUUID();

  @RegisterExtension
  static final AwsEmulator AWS =
      AwsEmulator.offering(Service.SQS, Service.DYNAMODB, Service.S3, Service.CLOUDWATCH_LOGS);

  /** The SDK's interceptor records with the global recorder. */
  @RegisterExtension
  final XrayExtension xray = XrayExtension.builder().global().build();

  private static SdkAsyncHttpClient http;

  private AwsClients clients;
  private DynamoDbAsyncClient dynamo;

  @BeforeAll
  static void createTable() {
    http = NettyNioAsyncHttpClient.create();
    try (DynamoDbAsyncClient dynamo =
        new AwsClients(http, AWS.endpoint()).untraced(DynamoDbAsyncClient.builder())) {
      dynamo
          .createTable(table -> table
              .tableName(TABLE)
              .attributeDefinitions(AttributeDefinition.builder()
                  .attributeName("id")
                  .attributeType(ScalarAttributeType.S)
                  .build())
              .keySchema(KeySchemaElement.builder()
                  .attributeName("id")
                  .keyType(KeyType.HASH)
                  .build())
              .billingMode(BillingMode.PAY_PER_REQUEST))
          .join();
    }
  }

  @AfterAll
  static void closeHttp() {
    if (http != null) {
      http.close();
    }
  }

  @BeforeEach
  void createClients() {
    clients = new AwsClients(http, AWS.endpoint());
    dynamo = clients.traced(DynamoDbAsyncClient.builder());
  }

  @AfterEach
  void closeClients() {
    dynamo.close();
  }

  private CompletableFuture<?> put(String id) {
    return dynamo.putItem(
        item -> item.tableName(TABLE).item(Map.of("id", AttributeValue.fromS(id))));
  }

  @Test
  void concurrentCalls_areSiblings(AWSXRayRecorder recorder, CapturedTraces traces) {
    recorder.beginSegment("request");
    recorder.beginSubsegment("parent");

    List<CompletableFuture<?>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      calls.add(put("order-" + i));
    }
    String current = recorder.getCurrentSubsegment().getName();
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
    recorder.endSubsegment();
    recorder.endSegment();

    traces.await(CALLS + 2);
    XrayAssertions.assertThat(traces).hasOneTrace().sentEachEntityOnce().hasOnlyValidDocuments();
    assertThat(current).isEqualTo("parent");
    assertThat(traces.entity("parent").children()).hasSize(CALLS).allSatisfy(call -> {
      assertThat(call.name()).isEqualTo("DynamoDb");
      assertThat(call.json().path("namespace").asText()).isEqualTo("aws");
      JsonNode aws = call.json().path("aws");
      assertThat(aws.path("operation").asText()).isEqualTo("PutItem");
      assertThat(aws.path("region").asText()).isEqualTo("us-east-1");
      assertThat(aws.path("request_id").asText()).isNotBlank();
      assertThat(aws.path("table_name").asText()).isEqualTo(TABLE);
      assertThat(aws.path("retries").asInt(-1)).isZero();
      assertThat(call.json().at("/http/response/status").asInt()).isEqualTo(200);
    });
  }

  @Test
  void callsToSeveralServices_areSiblings(AWSXRayRecorder recorder, CapturedTraces traces) {
    SqsAsyncClient sqs = clients.traced(SqsAsyncClient.builder());
    S3AsyncClient s3 = clients.traced(S3AsyncClient.builder().forcePathStyle(true));
    CloudWatchLogsAsyncClient logs = clients.traced(CloudWatchLogsAsyncClient.builder());
    String unique = UUID.randomUUID().toString();
    try (sqs;
        s3;
        logs) {
      s3.createBucket(bucket -> bucket.bucket(unique)).join();
      recorder.beginSegment("request");

      List<CompletableFuture<?>> calls = List.of(
          put("shared"),
          sqs.createQueue(queue -> queue.queueName(unique)),
          s3.putObject(object -> object.bucket(unique).key("a"), AsyncRequestBody.fromString("b")),
          logs.createLogGroup(group -> group.logGroupName(unique)));
      CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
      recorder.endSegment();
    }

    traces.await(5);
    XrayAssertions.assertThat(traces)
        .hasOneTrace()
        .sentEachEntityOnce()
        .entity("request")
        .hasChildren("CloudWatchLogs", "DynamoDb", "S3", "Sqs")
        .hasNoFault();
  }

  @Test
  void missingTable_isAnErrorFromAfar(AWSXRayRecorder recorder, CapturedTraces traces) {
    recorder.beginSegment("request");

    Throwable thrown = catchThrowable(() -> dynamo
        .getItem(item -> item.tableName("missing").key(Map.of("id", AttributeValue.fromS("1"))))
        .join());
    recorder.endSegment();

    traces.await(2);
    assertThat(thrown).hasCauseInstanceOf(ResourceNotFoundException.class);
    XrayAssertions.assertThat(traces)
        .entity("DynamoDb")
        .hasError()
        .hasNoFault()
        .hasExceptions(ResourceNotFoundException.class);
    assertThat(traces.entity("DynamoDb").json().at("/cause/exceptions/0/remote").asBoolean())
        .isTrue();
    assertThat(traces.entity("DynamoDb").json().at("/aws/request_id").asText()).isNotBlank();
  }

  @Test
  void failingService_isAFaultFromAfarAfterItsRetries(
      AWSXRayRecorder recorder, CapturedTraces traces) throws IOException {
    try (FailingServer server = new FailingServer(Integer.MAX_VALUE);
        DynamoDbAsyncClient failing = server.clients(http).traced(DynamoDbAsyncClient.builder())) {
      recorder.beginSegment("request");

      Throwable thrown = catchThrowable(() -> failing.listTables().join());
      recorder.endSegment();

      traces.await(2);
      assertThat(thrown).hasCauseInstanceOf(DynamoDbException.class);
      XrayAssertions.assertThat(traces)
          .entity("DynamoDb")
          .hasFault()
          .hasExceptions(DynamoDbException.class);
      JsonNode call = traces.entity("DynamoDb").json();
      assertThat(call.at("/cause/exceptions/0/remote").asBoolean()).isTrue();
      assertThat(call.at("/http/response/status").asInt()).isEqualTo(500);
      assertThat(call.at("/aws/retries").asInt()).isPositive().isEqualTo(server.requests.get() - 1);
    }
  }

  @Test
  void retriedCall_isOneSubsegmentThatCountsItsRetries(
      AWSXRayRecorder recorder, CapturedTraces traces) throws IOException {
    try (FailingServer server = new FailingServer(2);
        DynamoDbAsyncClient failing = server.clients(http).traced(DynamoDbAsyncClient.builder())) {
      recorder.beginSegment("request");

      ListTablesResponse tables = failing.listTables().join();
      recorder.endSegment();

      traces.await(2);
      assertThat(tables.tableNames()).containsExactly("orders");
      XrayAssertions.assertThat(traces).hasEntities(2).entity("DynamoDb").hasNoFault();
      assertThat(traces.entity("DynamoDb").json().at("/aws/retries").asInt()).isEqualTo(2);
    }
  }

  @Test
  void refusedConnection_isAFaultOfOurOwn(AWSXRayRecorder recorder, CapturedTraces traces)
      throws IOException {
    URI nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    try (DynamoDbAsyncClient failing =
        new AwsClients(http, nobody).traced(DynamoDbAsyncClient.builder())) {
      recorder.beginSegment("request");

      Throwable thrown = catchThrowable(() -> failing.listTables().join());
      recorder.endSegment();

      traces.await(2);
      assertThat(thrown).hasCauseInstanceOf(SdkClientException.class);
      XrayAssertions.assertThat(traces).entity("DynamoDb").hasFault();
      assertThat(
              traces.entity("DynamoDb").json().at("/cause/exceptions/0/remote").asBoolean())
          .isFalse();
    }
  }

  @Test
  void callsWithoutSegment_areQuiet(CapturedTraces traces) {
    List<String> lines = LogLines.of(() -> {
      for (int i = 0; i < CALLS; i++) {
        put("untraced-" + i).join();
      }
    });

    XrayAssertions.assertThat(traces).isEmpty();
    assertThat(clients.sentHeaders).hasSize(CALLS).containsOnly("none");
    // The default strategy: one line for each place in the code.
    assertThat(lines).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void callsOutsideAnyTrace_logNothing(CapturedTraces traces) {
    List<String> lines =
        LogLines.of(() -> XraySegments.untraced(() -> put("outside").join()));

    XrayAssertions.assertThat(traces).isEmpty();
    assertThat(clients.sentHeaders).containsExactly("none");
    assertThat(lines).isEmpty();
  }

  @Test
  void outgoingHeader_namesTheCallAndKeepsWhatCameIn(CapturedTraces traces) {
    String incoming = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;"
        + "Lineage=a87bd80c:1|68fd508a:5";

    XraySegments.continuing(incoming).run("request", () -> put("with-header").join());

    traces.await(2);
    IncomingTrace sent = TraceHeaders.parse(clients.sentHeaders.remove());
    assertThat(sent.traceId()).isEqualTo("1-5759e988-bd862e3fe1be46a994272793");
    assertThat(sent.parentId()).isEqualTo(traces.entity("DynamoDb").id());
    assertThat(sent.decision()).isEqualTo(SamplingDecision.SAMPLED);
    assertThat(sent.extras()).containsEntry("Lineage", "a87bd80c:1|68fd508a:5");
  }

  @Test
  void outgoingHeader_ofACallThatIsNotSampledSaysSo(CapturedTraces traces) {
    String incoming = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0";

    XraySegments.continuing(incoming).run("request", () -> put("not-sampled").join());

    XrayAssertions.assertThat(traces).isEmpty();
    IncomingTrace sent = TraceHeaders.parse(clients.sentHeaders.remove());
    assertThat(sent.traceId()).isEqualTo("1-5759e988-bd862e3fe1be46a994272793");
    assertThat(sent.decision()).isNotEqualTo(SamplingDecision.SAMPLED);
  }

  @Test
  void continuations_keepThePosition(AWSXRayRecorder recorder, CapturedTraces traces) {
    DynamoDbAsyncClient carrying = XrayFutures.propagating(DynamoDbAsyncClient.class, dynamo);
    recorder.beginSegment("request");
    recorder.beginSubsegment("parent");

    String answered = carrying
        .listTables()
        .thenApply(
            tables -> XraySubsegments.call("count", () -> tables.tableNames().size()))
        .thenCompose(size -> put("order-" + size))
        .handle((done, thrown) -> XraySubsegments.call("answer", () -> "done"))
        .join();
    recorder.endSubsegment();
    recorder.endSegment();

    traces.await(6);
    assertThat(answered).isEqualTo("done");
    XrayAssertions.assertThat(traces)
        .hasOneTrace()
        .sentEachEntityOnce()
        .entity("parent")
        .hasChildren("DynamoDb", "DynamoDb", "answer", "count");
  }

  @Test
  void continuations_onAPoolKeepThePosition(AWSXRayRecorder recorder, CapturedTraces traces)
      throws InterruptedException {
    ExecutorService pool = XrayExecutors.propagating(Executors.newFixedThreadPool(2));
    DynamoDbAsyncClient carrying = XrayFutures.propagating(DynamoDbAsyncClient.class, dynamo);
    recorder.beginSegment("request");
    recorder.beginSubsegment("parent");

    carrying.listTables().thenComposeAsync(tables -> put("on-a-pool"), pool).join();
    recorder.endSubsegment();
    recorder.endSegment();
    pool.shutdown();

    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    traces.await(4);
    XrayAssertions.assertThat(traces)
        .hasOneTrace()
        .entity("parent")
        .hasChildren("DynamoDb", "DynamoDb");
  }

  @Test
  void callsThatOutliveTheirSegment_arriveOnce(AWSXRayRecorder recorder, CapturedTraces traces)
      throws ExecutionException, InterruptedException {
    Segment segment = recorder.beginSegment("request");
    List<CompletableFuture<?>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      calls.add(put("forgotten-" + i));
    }
    recorder.endSegment();

    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get();

    traces.await(CALLS + 1);
    XrayAssertions.assertThat(traces).hasOneTrace().sentEachEntityOnce().hasEntities(CALLS + 1);
    assertThat(traces.byName("DynamoDb"))
        .allSatisfy(call -> XrayAssertions.assertThat(call).hasParentId(segment.getId()));
  }

  @Test
  void message_continuesTheTraceOfItsSender(CapturedTraces traces) {
    try (SqsAsyncClient sqs = clients.traced(SqsAsyncClient.builder())) {
      String queue = XraySegments.callUntraced(
          () -> sqs.createQueue(each -> each.queueName(UUID.randomUUID().toString()))
              .join()
              .queueUrl());

      String root = TraceID.create().toString();
      XraySegments.continuing("Root=" + root + ";Sampled=1").run("shop", () -> send(sqs, queue));
      String header = XraySegments.callUntraced(() -> receive(sqs, queue))
          .attributes()
          .get(MessageSystemAttributeName.AWS_TRACE_HEADER);
      XraySegments.continuing(header).run("worker", () -> put("from-a-message").join());

      traces.await(4);
      XrayAssertions.assertThat(traces).hasOneTrace().sentEachEntityOnce();
      XrayAssertions.assertThat(traces).entity("shop").isInTrace(root);
      XrayAssertions.assertThat(traces).entity("worker").isChildOf("shop").hasChildren("DynamoDb");
    }
  }

  private static void send(SqsAsyncClient sqs, String queue) {
    MessageSystemAttributeValue header = MessageSystemAttributeValue.builder()
        .dataType("String")
        .stringValue(TraceSnapshot.capture().header().orElseThrow())
        .build();
    sqs.sendMessage(message -> message
            .queueUrl(queue)
            .messageBody("order")
            .messageSystemAttributes(
                Map.of(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER, header)))
        .join();
  }

  private static Message receive(SqsAsyncClient sqs, String queue) {
    return sqs.receiveMessage(each -> each.queueUrl(queue)
            .waitTimeSeconds(10)
            .messageSystemAttributeNames(MessageSystemAttributeName.AWS_TRACE_HEADER))
        .join()
        .messages()
        .get(0);
  }

  /** Answers that it failed, some times, and then with a list of tables. */
  private static final class FailingServer implements AutoCloseable {

    final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;

    FailingServer(int failures) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", exchange -> {
        exchange.getRequestBody().readAllBytes();
        boolean fails = requests.incrementAndGet() <= failures;
        byte[] body =
            (fails ? "{}" : "{\"TableNames\":[\"orders\"]}").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(fails ? 500 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
      });
      server.start();
    }

    AwsClients clients(SdkAsyncHttpClient http) {
      return new AwsClients(
          http, URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
