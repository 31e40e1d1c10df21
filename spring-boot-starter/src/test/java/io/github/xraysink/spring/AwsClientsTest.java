// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.interceptors.TracingInterceptor;
import com.sun.net.httpserver.HttpServer;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturingEmitter;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Clients as applications build them, against a server that answers like SQS. */
class AwsClientsTest {

  // Shared, because a Netty client takes two seconds to close.
  private static final SdkAsyncHttpClient NETTY = NettyNioAsyncHttpClient.create();
  private static final SdkHttpClient APACHE = ApacheHttpClient.create();

  private final CapturingEmitter emitter = new CapturingEmitter();
  private final List<String> headers = new CopyOnWriteArrayList<>();
  private final ApplicationContextRunner contexts = Contexts.plain()
      .withBean(Emitter.class, () -> emitter)
      .withBean(SqsAsyncClient.class, () -> client(SqsAsyncClient.builder().httpClient(NETTY)))
      .withBean(SqsClient.class, () -> client(SqsClient.builder().httpClient(APACHE)))
      .withPropertyValues("xraysink.sampling.mode=all");
  private HttpServer sqs;
  private volatile int status = 200;

  @AfterAll
  static void close() {
    NETTY.close();
    APACHE.close();
  }

  @BeforeEach
  void start() throws IOException {
    sqs = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sqs.createContext("/", exchange -> {
      String header = exchange.getRequestHeaders().getFirst(TraceHeaders.TRACE_ID);
      headers.add(header == null ? "none" : header);
      byte[] answer = (status == 200 ? "{\"QueueUrls\":[]}" : "{\"__type\":\"NoSuchQueue\"}")
          .getBytes(StandardCharsets.UTF_8);
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().add("x-amzn-RequestId", "request-1");
      exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
      exchange.sendResponseHeaders(status, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    });
    sqs.start();
  }

  @AfterEach
  void stop() {
    sqs.stop(0);
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .region(Region.EU_WEST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .endpointOverride(URI.create("http://localhost:" + sqs.getAddress().getPort()))
        .build();
  }

  @Test
  void callsBegunTogether_areSiblingsAndTheirStagesKeepThePosition() {
    contexts.run(context -> {
      SqsAsyncClient client = context.getBean(SqsAsyncClient.class);

      XraySegments.run("request", () -> {
        List<CompletableFuture<Void>> calls = Stream.of("first", "second")
            .map(name -> client
                .listQueues()
                .thenAccept(answer -> XraySubsegments.run("after " + name, () -> {})))
            .toList();
        calls.forEach(CompletableFuture::join);
      });
    });

    assertThat(emitter.traces())
        .hasOnlyValidDocuments()
        .entity("request")
        .hasChildren("Sqs", "Sqs", "after first", "after second");
  }

  @Test
  void call_tellsOperationRegionRequestAndStatus() {
    contexts.run(context ->
        XraySegments.run("request", () -> context.getBean(SqsClient.class).listQueues()));

    CapturedEntity call = emitter.traces().entity("Sqs");
    assertThat(call.json().path("namespace").asText()).isEqualTo("aws");
    assertThat(call.json().at("/aws/operation").asText()).isEqualTo("ListQueues");
    assertThat(call.json().at("/aws/region").asText()).isEqualTo("eu-west-1");
    assertThat(call.json().at("/aws/request_id").asText()).isEqualTo("request-1");
    assertThat(call.json().at("/http/response/status").asInt()).isEqualTo(200);
  }

  @Test
  void header_namesTheCallAndKeepsWhatTheRequestBrought() {
    contexts.run(context -> XraySegments.continuing(
            "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a:1")
        .run("request", () -> context.getBean(SqsClient.class).listQueues()));

    assertThat(headers)
        .containsExactly("Root=1-5759e988-bd862e3fe1be46a994272793;Parent="
            + emitter.traces().entity("Sqs").id() + ";Sampled=1;Lineage=a:1");
  }

  @Test
  void callWithoutAPosition_isLeftAlone() {
    contexts.run(context -> {
      context.getBean(SqsClient.class).listQueues();
      context.getBean(SqsAsyncClient.class).listQueues().join();
      assertThat(context.getBean(Xraysink.class).contextStats().contextMissing())
          .isZero();
    });

    assertThat(headers).containsExactly("none", "none");
    assertThat(emitter.traces()).isEmpty();
  }

  @Test
  void turnedOff_leavesCallsAlone() {
    contexts
        .withPropertyValues("xraysink.enabled=false")
        .run(context -> AWSXRay.createSegment(
            "request", () -> context.getBean(SqsClient.class).listQueues()));

    assertThat(headers).containsExactly("none");
    assertThat(emitter.traces()).isEmpty();
  }

  @Test
  void failedCall_isAnErrorOfTheCall() {
    status = 400;
    contexts.run(context -> XraySegments.run(
        "request",
        () -> assertThat(context.getBean(SqsAsyncClient.class).listQueues())
            .failsWithin(Duration.ofSeconds(20))));

    assertThat(emitter.traces()).entity("Sqs").hasError();
  }

  @Test
  void interceptorOfTheApplication_tracesNothingTwice() {
    contexts.run(context -> {
      try (SqsClient own = client(SqsClient.builder()
          .httpClient(APACHE)
          .overrideConfiguration(ClientOverrideConfiguration.builder()
              .addExecutionInterceptor(new TracingInterceptor())
              .build()))) {
        XraySegments.run("request", () -> own.listQueues());
      }
    });

    assertThat(emitter.traces()).entity("request").hasChildren("Sqs");
  }

  @Test
  void everyStepOfTheSdksInterceptor_isPassedOn() {
    assertThat(AwsCallTracing.class.getDeclaredMethods())
        .extracting(method -> method.getName())
        .containsAll(Arrays.stream(TracingInterceptor.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .map(method -> method.getName())
            .toList());
  }

  @Test
  void clientsThatAreNotTheSdksOwn_stayAsTheyAre() {
    SqsAsyncClient other = new SqsAsyncClient() {
      @Override
      public String serviceName() {
        return "sqs";
      }

      @Override
      public void close() {}
    };

    contexts
        .withBean("other", SqsAsyncClient.class, () -> other)
        .run(context -> assertThat(context.getBean("other")).isSameAs(other));
  }
}
