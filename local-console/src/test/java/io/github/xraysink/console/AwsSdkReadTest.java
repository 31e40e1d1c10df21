// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import static io.github.xraysink.console.Documents.http;
import static io.github.xraysink.console.Documents.id;
import static io.github.xraysink.console.Documents.segment;
import static io.github.xraysink.console.Documents.subsegment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.xray.XRayClient;
import software.amazon.awssdk.services.xray.model.BatchGetTracesResponse;
import software.amazon.awssdk.services.xray.model.InvalidRequestException;
import software.amazon.awssdk.services.xray.model.SamplingStatisticsDocument;
import software.amazon.awssdk.services.xray.model.Service;
import software.amazon.awssdk.services.xray.model.TraceSummary;

/** The AWS SDK for Java 2 reading a console through its X-Ray client. */
class AwsSdkReadTest {

  private static final double START = 1_795_000_000.25;

  private LocalConsole console;
  private XRayClient xray;
  private String traceId;

  @BeforeEach
  void start() throws IOException {
    console = LocalConsole.start(ConsoleOptions.builder().port(0).build());
    xray = XRayClient.builder()
        .endpointOverride(console.uri())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
    traceId = Documents.newTraceId();
    ObjectNode api = segment(traceId, "api", START, 0.75).put("user", "ann").put("error", true);
    http(api, "GET", "http://shop/orders", 404);
    api.putObject("annotations").put("tenant", "blue").put("items", 3).put("vip", true);
    ObjectNode call = subsegment("stock", START + 0.1, 0.5).put("namespace", "remote");
    api.putArray("subsegments").add(call);
    ObjectNode stock = segment(traceId, "stock", START + 0.1, 0.4).put("parent_id", id(call));
    List<String> documents = List.of(Json.text(api), Json.text(stock));
    assertThat(xray.putTraceSegments(r -> r.traceSegmentDocuments(documents))
            .unprocessedTraceSegments())
        .isEmpty();
  }

  @AfterEach
  void stop() {
    xray.close();
    console.close();
  }

  private static Instant at(double seconds) {
    return Instant.ofEpochMilli((long) (seconds * 1_000));
  }

  @Test
  void summaries_carryTheRightContent() {
    List<TraceSummary> summaries = xray
        .getTraceSummariesPaginator(r -> r.startTime(at(START - 10))
            .endTime(at(START + 10))
            .filterExpression("service(\"stock\") AND annotation.tenant = \"blue\""))
        .traceSummaries()
        .stream()
        .toList();

    assertThat(summaries).hasSize(1);
    TraceSummary summary = summaries.get(0);
    assertThat(summary.id()).isEqualTo(traceId);
    assertThat(summary.startTime()).isEqualTo(at(START));
    assertThat(summary.duration()).isEqualTo(0.75);
    assertThat(summary.responseTime()).isEqualTo(0.75);
    assertThat(summary.hasError()).isTrue();
    assertThat(summary.hasFault()).isFalse();
    assertThat(summary.isPartial()).isFalse();
    assertThat(summary.http().httpURL()).isEqualTo("http://shop/orders");
    assertThat(summary.http().httpStatus()).isEqualTo(404);
    assertThat(summary.users().get(0).userName()).isEqualTo("ann");
    assertThat(summary.annotations().get("tenant").get(0).annotationValue().stringValue())
        .isEqualTo("blue");
    assertThat(summary.annotations().get("items").get(0).annotationValue().numberValue())
        .isEqualTo(3.0);
    assertThat(summary.annotations().get("vip").get(0).annotationValue().booleanValue())
        .isTrue();
    assertThat(summary.serviceIds()).extracting("name").containsExactly("api", "stock");
    assertThat(summary.entryPoint().name()).isEqualTo("api");
  }

  @Test
  void summaries_throwTheModeledExceptionForAWrongExpression() {
    assertThatThrownBy(() -> xray.getTraceSummaries(
            r -> r.startTime(at(0)).endTime(at(START)).filterExpression("fault AND AND")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("at position 11");
  }

  @Test
  void traces_comeBackWhole() {
    BatchGetTracesResponse answer = xray.batchGetTraces(r -> r.traceIds(traceId, "1-none"));

    assertThat(answer.unprocessedTraceIds()).containsExactly("1-none");
    assertThat(answer.traces()).hasSize(1);
    assertThat(answer.traces().get(0).duration()).isEqualTo(0.75);
    assertThat(answer.traces().get(0).segments()).hasSize(2);
    assertThat(answer.traces().get(0).segments().get(0).document())
        .contains("\"name\":\"api\"", "\"subsegments\":[{\"name\":\"stock\"");
  }

  @Test
  void graphs_comeBackWithStatistics() {
    List<Service> ofTrace = xray.getTraceGraph(r -> r.traceIds(traceId)).services();
    List<Service> ofTime = xray
        .getServiceGraphPaginator(r -> r.startTime(at(START - 10)).endTime(at(START + 10)))
        .services()
        .stream()
        .toList();

    for (List<Service> services : List.of(ofTrace, ofTime)) {
      Service api = services.get(0);
      assertThat(services).extracting(Service::name).containsExactly("api", "stock", "api");
      assertThat(api.root()).isTrue();
      assertThat(api.summaryStatistics().errorStatistics().otherCount()).isEqualTo(1);
      assertThat(api.edges().get(0).referenceId()).isEqualTo(services.get(1).referenceId());
      assertThat(api.edges().get(0).summaryStatistics().totalResponseTime()).isEqualTo(0.5);
      assertThat(api.startTime()).isEqualTo(at(START));
      assertThat(services.get(2).type()).isEqualTo("client");
    }
  }

  @Test
  void sampling_worksThroughTheSdkToo() {
    assertThat(
            xray.getSamplingRules().samplingRuleRecords().get(0).samplingRule().ruleName())
        .isEqualTo("Default");
    SamplingStatisticsDocument statistics = SamplingStatisticsDocument.builder()
        .ruleName("Default")
        .clientID("0123456789abcdef01234567")
        .timestamp(Instant.now())
        .requestCount(2)
        .sampledCount(1)
        .build();
    assertThat(xray.getSamplingTargets(r -> r.samplingStatisticsDocuments(statistics))
            .samplingTargetDocuments()
            .get(0)
            .reservoirQuotaTTL())
        .isAfter(Instant.now());
  }
}
