// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.strategy.sampling.LocalizedSamplingStrategy;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.xraysink.console.ConsoleOptions;
import io.github.xraysink.console.LocalConsole;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.Documents;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every step of docs/migrating.md, with the same application before and after. */
@Timeout(60)
class MigratingIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(15);

  /** What each step has to show of {@link #order}: the same trace. */
  private static final Map<String, Object> EXPECTED = Map.of(
      "name", "orders", "annotations", "{\"item\":\"book\"}", "subsegments", List.of("price"));

  private final Map<String, String> before = new LinkedHashMap<>();
  private final AWSXRayRecorder recorderBefore = AWSXRay.getGlobalRecorder();
  private LocalConsole console;
  private OtlpReceiver collector;

  @BeforeEach
  void start() throws IOException {
    console = LocalConsole.start(ConsoleOptions.builder().port(0).build());
    collector = OtlpReceiver.start();
    set("com.amazonaws.xray.emitters.daemonAddress", console.daemonAddress());
    set("xraysink.api-endpoint", console.uri().toString());
    set("xraysink.otlp-endpoint", collector.endpoint());
    set("aws.region", "eu-central-1");
    set("aws.accessKeyId", "nobody");
    set("aws.secretAccessKey", "nothing");
  }

  private void set(String property, String value) {
    before.put(property, System.getProperty(property));
    System.setProperty(property, value);
  }

  @AfterEach
  void stop() {
    AWSXRay.setGlobalRecorder(recorderBefore);
    before.forEach((property, value) -> {
      if (value == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, value);
      }
    });
    collector.close();
    console.close();
  }

  // step: application
  static String order(String item) {
    return AWSXRay.createSegment("orders", segment -> {
      segment.putAnnotation("item", item);
      AWSXRay.createSubsegment("price", () -> lookUp(item));
      return segment.getTraceId().toString();
    });
  }
  // end step

  private static void lookUp(String item) {
    assertThat(item).isEqualTo("book");
  }

  @Test
  void before_theSdkAndTheDaemon() throws Exception {
    // step: sdk
    AWSXRay.setGlobalRecorder(AWSXRayRecorderBuilder.defaultRecorder());
    // end step

    assertThat(inConsole(order("book"))).isEqualTo(EXPECTED);
  }

  @Test
  void firstStep_usAndTheDaemon() throws Exception {
    // step: daemon
    Xraysink xraysink = Xraysink.builder().serviceName("orders").install();
    // end step

    try (xraysink) {
      assertThat(inConsole(order("book"))).isEqualTo(EXPECTED);
    }
  }

  @Test
  void secondStep_usAndTheApi() throws Exception {
    set("com.amazonaws.xray.emitters.daemonAddress", "127.0.0.1:9");
    set("xraysink.emitter", "api");
    try (Xraysink xraysink = Xraysink.builder().serviceName("orders").install()) {
      assertThat(inConsole(order("book"))).isEqualTo(EXPECTED);
      assertThat(xraysink.statsByDestination()).containsOnlyKeys("api");
    }
  }

  @Test
  void meanwhile_twoDestinationsGetTheSameTrace() throws Exception {
    // step: tee
    Xraysink xraysink =
        Xraysink.builder().serviceName("orders").emitter("tee:api,otlp").install();
    // end step

    try (xraysink) {
      String traceId = order("book");

      assertThat(xraysink.flush(LONG)).isTrue();
      assertThat(inConsole(traceId)).isEqualTo(EXPECTED);
      assertThat(atCollector(traceId)).isEqualTo(EXPECTED);
      assertThat(xraysink.statsByDestination().values())
          .allMatch(
              stats -> stats.entitiesSent() == 2 && stats.entitiesDropped().isEmpty());
    }
  }

  @Test
  void thirdStep_usAndOpenTelemetry() throws Exception {
    set("com.amazonaws.xray.emitters.daemonAddress", "127.0.0.1:9");
    // step: otlp
    Xraysink xraysink = Xraysink.builder()
        .serviceName("orders")
        .emitter("otlp")
        .samplingStrategy(new LocalizedSamplingStrategy())
        .install();
    // end step

    try (xraysink) {
      String traceId = order("book");

      assertThat(xraysink.flush(LONG)).isTrue();
      assertThat(atCollector(traceId)).isEqualTo(EXPECTED);
    }
  }

  @Test
  void lastStep_codeGoesOverPieceByPiece() throws Exception {
    try (Xraysink xraysink =
            Xraysink.builder().serviceName("orders").emitter("otlp").build();
        SdkTracerProvider provider = openTelemetry()) {
      AWSXRay.setGlobalRecorder(xraysink.recorder());
      Tracer tracer = provider.get("orders");
      // step: mixed
      XraySegments.run("orders", () -> {
        try (Scope scope = OpenTelemetryContexts.current().makeCurrent()) {
          Span price = tracer.spanBuilder("price").startSpan();
          lookUp("book");
          price.end();
        }
      });
      // end step

      assertThat(xraysink.flush(LONG)).isTrue();
      provider.forceFlush().join(15, TimeUnit.SECONDS);
      assertThat(named("price").parentId()).isEqualTo(named("orders").spanId());
      assertThat(named("price").traceId()).isEqualTo(named("orders").traceId());
    }
  }

  @Test
  void atTheEnd_openTelemetryAlone() {
    try (SdkTracerProvider provider = openTelemetry()) {
      Tracer tracer = provider.get("orders");
      // step: opentelemetry
      Span segment = tracer.spanBuilder("orders").setSpanKind(SpanKind.SERVER).startSpan();
      try (Scope scope = segment.makeCurrent()) {
        segment.setAttribute("item", "book");
        Span price = tracer.spanBuilder("price").startSpan();
        lookUp("book");
        price.end();
      } finally {
        segment.end();
      }
      // end step

      provider.forceFlush().join(15, TimeUnit.SECONDS);
      ReadSpan orders = named("orders");
      assertThat(orders.kind()).isEqualTo(SpanKind.SERVER);
      assertThat(orders.get("item")).isEqualTo("book");
      assertThat(orders.resource()).containsEntry("service.name", "orders");
      assertThat(named("price").kind()).isEqualTo(SpanKind.INTERNAL);
      assertThat(named("price").parentId()).isEqualTo(orders.spanId());
    }
  }

  private static SdkTracerProvider openTelemetry() {
    String endpoint = System.getProperty("xraysink.otlp-endpoint");
    // step: provider
    SdkTracerProvider provider = SdkTracerProvider.builder()
        .setResource(Resource.builder().put("service.name", "orders").build())
        .addSpanProcessor(BatchSpanProcessor.builder(
                OtlpHttpSpanExporter.builder().setEndpoint(endpoint).build())
            .build())
        .build();
    // end step
    return provider;
  }

  @Test
  void guide_showsWhatIsRunHere() throws IOException {
    String guide = Files.readString(Path.of("../docs/migrating.md"));
    String test =
        Files.readString(Path.of("src/test/java/io/github/xraysink/emit/otel/MigratingIT.java"));

    Map<String, String> shown =
        steps(Pattern.compile("<!-- step: (\\S+) -->\n```java\n(.*?)```", Pattern.DOTALL), guide);

    assertThat(shown)
        .isEqualTo(
            steps(Pattern.compile("// step: (\\S+)\n(.*?)\n *// end step", Pattern.DOTALL), test));
    assertThat(shown).hasSize(8);
  }

  private static Map<String, String> steps(Pattern pattern, String text) {
    Map<String, String> steps = new LinkedHashMap<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      steps.put(matcher.group(1), matcher.group(2).stripIndent().strip());
    }
    return new TreeMap<>(steps);
  }

  private ReadSpan named(String name) {
    return collector.spans().stream()
        .filter(span -> span.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Map<String, Object> inConsole(String traceId) throws Exception {
    await().until(() -> !documents(traceId).isEmpty());
    List<JsonNode> documents = documents(traceId);
    assertThat(documents).hasSize(1);
    return shape(documents.get(0));
  }

  private Map<String, Object> atCollector(String traceId) throws JsonProcessingException {
    String id = traceId.substring(2).replace("-", "");
    List<ReadSpan> spans =
        collector.spans().stream().filter(span -> span.traceId().equals(id)).toList();
    return shape(JSON.readTree(Documents.json(DocumentReader.read(spans))));
  }

  private static Map<String, Object> shape(JsonNode document) {
    return Map.of(
        "name", document.get("name").asText(),
        "annotations", document.get("annotations").toString(),
        "subsegments",
            document.get("subsegments").findValues("name").stream()
                .map(JsonNode::asText)
                .toList());
  }

  /** As the console of X-Ray reads them: BatchGetTraces. */
  private List<JsonNode> documents(String traceId) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(console.uri().resolve("/Traces"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"TraceIds\":[\"" + traceId + "\"]}"))
        .build();
    String answer = HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.ofString())
        .body();
    List<JsonNode> documents = new ArrayList<>();
    for (JsonNode document : JSON.readTree(answer).findValues("Document")) {
      documents.add(JSON.readTree(document.asText()));
    }
    return documents;
  }
}
