// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Segment;
import io.github.xraysink.testkit.AwsEmulator;
import io.github.xraysink.testkit.AwsEmulator.Service;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayExtension;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;

/**
 * From a trace to its lines, with CloudWatch Logs' own API: what the segment names is where the
 * lines are, and its id finds them.
 */
@ExtendWith(XrayExtension.class)
class CloudWatchLogsIT {

  private static final String GROUP = "/ecs/orders";
  private static final String OTHER_GROUP = "/ecs/other";
  private static final String STREAM = "task-1";

  @RegisterExtension
  final LogbackExtension logback = new LogbackExtension();

  @RegisterExtension
  static final AwsEmulator AWS = AwsEmulator.offering(Service.CLOUDWATCH_LOGS);

  private static CloudWatchLogsClient logs;

  @BeforeAll
  static void start() {
    logs = CloudWatchLogsClient.builder()
        .endpointOverride(AWS.endpoint())
        .region(Region.of(AWS.region()))
        .credentialsProvider(StaticCredentialsProvider.create(
            AwsBasicCredentials.create(AWS.accessKeyId(), AWS.secretAccessKey())))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
    for (String group : List.of(GROUP, OTHER_GROUP)) {
      logs.createLogGroup(request -> request.logGroupName(group));
      logs.createLogStream(request -> request.logGroupName(group).logStreamName(STREAM));
    }
  }

  @AfterAll
  static void stop() {
    XrayLogGroups.clear();
    if (logs != null) {
      logs.close();
    }
  }

  private static void ship(String group, List<String> lines) {
    long now = System.currentTimeMillis();
    List<InputLogEvent> events = lines.stream()
        .map(line -> InputLogEvent.builder().timestamp(now).message(line).build())
        .toList();
    logs.putLogEvents(
        request -> request.logGroupName(group).logStreamName(STREAM).logEvents(events));
  }

  /** As one would type it into the console: the id, quoted, as the pattern. */
  private static List<String> find(String group, String traceId) {
    return logs
        .filterLogEvents(
            request -> request.logGroupName(group).filterPattern("\"" + traceId + "\""))
        .events()
        .stream()
        .map(FilteredLogEvent::message)
        .toList();
  }

  @Test
  void traceId_findsItsLinesInTheGroupTheSegmentNames(
      AWSXRayRecorder recorder, CapturedTraces traces) {
    logback.pattern("%level traceId=%xrayTraceId{-} entityId=%xrayEntityId{-} %msg");
    XrayLogGroups.set("arn:aws:logs:us-east-1:123456789012:log-group:" + GROUP + ":*");

    Segment order = recorder.beginSegment("order");
    logback.log.info("placed");
    recorder.beginSubsegment("price");
    logback.log.warn("expensive");
    recorder.endSubsegment();
    recorder.endSegment();
    logback.log.info("nothing to do");
    recorder.beginSegment("another");
    logback.log.info("placed too");
    recorder.endSegment();
    ship(GROUP, logback.lines());
    ship(OTHER_GROUP, List.of("INFO unrelated"));

    String group =
        traces.entity("order").json().at("/aws/cloudwatch_logs/0/log_group").asText();
    String traceId = traces.entity("order").traceId();
    assertThat(traceId).isEqualTo(order.getTraceId().toString());
    assertThat(find(group, traceId))
        .hasSize(2)
        .allMatch(line -> line.contains(traceId))
        .anyMatch(line -> line.endsWith("placed"))
        .anyMatch(line -> line.endsWith("expensive"));
    assertThat(find(group, traces.entity("another").traceId())).hasSize(1);
    assertThat(find(OTHER_GROUP, traceId)).isEmpty();
  }
}
