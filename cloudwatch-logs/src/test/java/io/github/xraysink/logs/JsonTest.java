// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Segment;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.testkit.XrayExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.MDC;

/** The field {@code traceId} of JSON lines. */
@Tag("logback")
@ExtendWith(XrayExtension.class)
class JsonTest {

  private static final String LISTENER =
      "<contextListener class='io.github.xraysink.logs.XrayMdcContextListener'/>";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @RegisterExtension
  final LogbackExtension logback = new LogbackExtension();

  private static String json(String encoder) {
    return "<appender name='JSON' class='" + CollectingAppender.class.getName() + "'>"
        + "<encoder class='" + encoder + "'/></appender>" + LogbackExtension.async("LATER", "JSON")
        + LogbackExtension.root("LATER");
  }

  private List<JsonNode> lines() throws Exception {
    logback.drain();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : CollectingAppender.lines("JSON")) {
      lines.add(MAPPER.readTree(line));
    }
    return lines;
  }

  @Test
  void jsonEncoder_hasTheFieldInATraceOnly(AWSXRayRecorder recorder) throws Exception {
    logback.configure(LISTENER + json("ch.qos.logback.classic.encoder.JsonEncoder"));
    MDC.put("language", "fr");

    logback.log.info("before");
    Segment segment = recorder.beginSegment("orders");
    logback.log.info("in");
    recorder.endSegment();
    logback.log.info("after");

    List<JsonNode> lines = lines();
    assertThat(lines)
        .hasSize(3)
        .allMatch(line -> "fr".equals(line.at("/mdc/language").asText()));
    assertThat(lines.get(0).at("/mdc").has("traceId")).isFalse();
    assertThat(lines.get(1).at("/mdc/traceId").asText())
        .isEqualTo(segment.getTraceId().toString());
    assertThat(lines.get(1).at("/mdc/xrayEntityId").asText()).isEqualTo(segment.getId());
    assertThat(lines.get(2).at("/mdc").has("traceId")).isFalse();
  }

  @Test
  void logstashEncoder_hasTheFieldInATraceOnly(AWSXRayRecorder recorder) throws Exception {
    logback.configure(LISTENER + json("net.logstash.logback.encoder.LogstashEncoder"));
    ExecutorService bare = Executors.newSingleThreadExecutor();
    try {
      logback.log.info("before");
      Segment segment = recorder.beginSegment("orders");
      XrayExecutors.propagating(bare).submit(() -> logback.log.info("worker")).get();
      recorder.endSegment();
      bare.submit(() -> logback.log.info("after")).get();

      List<JsonNode> lines = lines();
      assertThat(lines)
          .extracting(line -> line.path("message").asText())
          .containsExactly("before", "worker", "after");
      assertThat(lines.get(0).has("traceId")).isFalse();
      assertThat(lines.get(1).path("traceId").asText())
          .isEqualTo(segment.getTraceId().toString());
      assertThat(lines.get(1).path("xrayEntityId").asText()).isEqualTo(segment.getId());
      assertThat(lines.get(2).has("traceId")).isFalse();
    } finally {
      bare.shutdownNow();
    }
  }

  @Test
  void otherKeys_canBeChosenInTheConfiguration(AWSXRayRecorder recorder) throws Exception {
    logback.configure("<contextListener class='io.github.xraysink.logs.XrayMdcContextListener'>"
        + "<traceIdKey>xray_trace</traceIdKey><entityIdKey>xray_entity</entityIdKey>"
        + "<sampledOnly>true</sampledOnly></contextListener>"
        + json("net.logstash.logback.encoder.LogstashEncoder"));

    Segment segment = recorder.beginSegment("orders");
    logback.log.info("sampled");
    segment.setSampled(false);
    logback.log.info("not sampled");
    recorder.endSegment();

    List<JsonNode> lines = lines();
    assertThat(lines.get(0).path("xray_trace").asText())
        .isEqualTo(segment.getTraceId().toString());
    assertThat(lines.get(0).path("xray_entity").asText()).isEqualTo(segment.getId());
    assertThat(lines.get(0).has("traceId")).isFalse();
    assertThat(lines.get(1).has("xray_trace")).isFalse();
  }

  @Test
  void mdcClearedByTheApplication_getsTheIdsBackWithTheNextLine(AWSXRayRecorder recorder)
      throws Exception {
    logback.configure(LISTENER + json("net.logstash.logback.encoder.LogstashEncoder"));

    Segment segment = recorder.beginSegment("orders");
    MDC.clear();
    logback.log.info("in");
    recorder.endSegment();
    logback.log.info("after");

    List<JsonNode> lines = lines();
    assertThat(lines.get(0).path("traceId").asText())
        .isEqualTo(segment.getTraceId().toString());
    assertThat(lines.get(1).has("traceId")).isFalse();
  }

  @Test
  void nextConfiguration_withoutTheListener_showsNothing(AWSXRayRecorder recorder) {
    logback.configure(LISTENER + json("net.logstash.logback.encoder.LogstashEncoder"));
    logback.pattern("%X{traceId:-none}");

    recorder.beginSegment("orders");
    logback.log.info("line");
    recorder.endSegment();

    assertThat(logback.lines()).containsExactly("none");
  }
}
