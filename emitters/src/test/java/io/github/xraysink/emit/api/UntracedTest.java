// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.strategy.RuntimeErrorContextMissingStrategy;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.xray.XRayAsyncClient;

/** With the X-Ray SDK's interceptor in every AWS client, the sending of traces is not traced. */
@Timeout(60)
class UntracedTest {

  private final StubXray xray;
  private Xraysink xraysink;

  UntracedTest() throws IOException {
    xray = new StubXray();
    xray.answer = call -> call.path().equals("/GetSamplingRules")
        ? StubXray.Reply.ok("{\"SamplingRuleRecords\":[{\"SamplingRule\":{\"RuleName\":\"Default\","
            + "\"Priority\":10000,\"FixedRate\":1.0,\"ReservoirSize\":1}}]}")
        : StubXray.ACCEPTED;
  }

  @AfterEach
  void close() {
    if (xraysink != null) {
      xraysink.close();
    }
    xray.close();
  }

  private XRayAsyncClient client() {
    return XRayAsyncClient.builder().endpointOverride(xray.uri()).build();
  }

  private List<String> names() {
    return xray.calls("/TraceSegments").stream()
        .flatMap(call -> call.documents().stream())
        .flatMap(document -> document.findValuesAsText("name").stream())
        .distinct()
        .toList();
  }

  private void assertNothingButTheSegment() {
    assertThat(xraysink.flush(Duration.ofSeconds(20))).isTrue();
    assertThat(names()).containsExactly("orders");
    assertThat(xray.calls).allMatch(call -> !call.headers().containsKey("X-amzn-trace-id"));
    assertThat(xraysink.contextStats().contextMissing()).isZero();
  }

  @Test
  void sendingAndSampling_areNotTraced() {
    XrayApiTransport transport = XrayApiTransport.builder().endpoint(xray.uri()).build();
    install(transport, transport.sampling());

    assertNothingButTheSegment();
  }

  private static List<ExecutionInterceptor> interceptors(XRayAsyncClient client) {
    return client.serviceClientConfiguration().overrideConfiguration().executionInterceptors();
  }

  /** With the SDK's recorder and context, a missing segment is an exception there. */
  @Test
  void withTheSdksOwnRecorder_isNotTracedEither() {
    AWSXRayRecorder before = AWSXRay.getGlobalRecorder();
    XrayApiTransport transport = XrayApiTransport.builder().endpoint(xray.uri()).build();
    try (BoundedEmitter emitter = BoundedEmitter.builder().transport(transport).build()) {
      AWSXRay.setGlobalRecorder(AWSXRayRecorderBuilder.standard()
          .withEmitter(emitter)
          .withSamplingStrategy(new AllSamplingStrategy())
          .withContextMissingStrategy(new RuntimeErrorContextMissingStrategy())
          .build());

      AWSXRay.createSegment("orders", () -> {});

      assertThat(emitter.flush(Duration.ofSeconds(20))).isTrue();
      assertThat(emitter.stats().entitiesSent()).isEqualTo(1);
      assertThat(names()).containsExactly("orders");
    } finally {
      AWSXRay.setGlobalRecorder(before);
    }
  }

  @Test
  void clientOfTheUsers_isNotTracedEither() {
    try (XRayAsyncClient theirs = client()) {
      XrayApiTransport transport = XrayApiTransport.builder().client(theirs).build();
      install(transport, transport.sampling());

      assertNothingButTheSegment();

      XraySegments.with(xraysink.recorder())
          .run("control", () -> theirs.getGroups().join());
      assertThat(xraysink.flush(Duration.ofSeconds(20))).isTrue();
      JsonNode control = xray.calls("/TraceSegments").stream()
          .flatMap(call -> call.documents().stream())
          .filter(document -> document.path("name").asText().equals("control"))
          .findFirst()
          .orElseThrow();
      assertThat(control.at("/subsegments/0/aws/operation").asText()).isEqualTo("GetGroups");
    }
  }

  /**
   * Makes it global, so that interceptors find it, and sends a segment that X-Ray's rule samples.
   */
  private void install(XrayApiTransport transport, XrayApiSampling sampling) {
    xraysink = Xraysink.builder()
        .emitter(BoundedEmitter.builder().transport(transport).build())
        .samplingStrategy(sampling)
        .install();
    await()
        .until(() -> sampling
            .shouldTrace(new SamplingRequest("", "", "", "", ""))
            .getRuleName()
            .isPresent());
    XraySegments.with(xraysink.recorder()).run("orders", () -> {});
  }
}
