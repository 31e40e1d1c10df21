// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.AWSLogReference;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.AsyncSegmentContext;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.CapturingEmitter;
import io.github.xraysink.testkit.XrayExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What segments say about where the lines are. */
@ExtendWith(XrayExtension.class)
class XrayLogGroupsTest {

  private static final String ARN = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/orders";

  @AfterEach
  void clear() {
    XrayLogGroups.clear();
  }

  private static String groupsOf(CapturedTraces traces, String segment) {
    return traces.entity(segment).json().at("/aws/cloudwatch_logs").toString();
  }

  private static void segment(AWSXRayRecorder recorder, String name) {
    recorder.beginSegment(name);
    recorder.endSegment();
  }

  @Test
  void set_isToldByEachSegmentThatBeginsThen(AWSXRayRecorder recorder, CapturedTraces traces) {
    Segment before = recorder.beginSegment("before");
    XrayLogGroups.set("/ecs/orders");
    before.close();
    segment(recorder, "after");

    assertThat(groupsOf(traces, "before")).isEmpty();
    assertThat(groupsOf(traces, "after")).isEqualTo("[{\"log_group\":\"/ecs/orders\"}]");
  }

  @Test
  void latestCall_replaces_andClearTakesAway(AWSXRayRecorder recorder, CapturedTraces traces) {
    XrayLogGroups.set("/a");
    XrayLogGroups.set("/b", "/c", "/b");
    segment(recorder, "replaced");
    XrayLogGroups.clear();
    segment(recorder, "cleared");

    assertThat(groupsOf(traces, "replaced"))
        .isEqualTo("[{\"log_group\":\"/b\"},{\"log_group\":\"/c\"}]");
    assertThat(groupsOf(traces, "cleared")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {ARN, ARN + ":*"})
  void arn_isToldWithItsName(String arn, AWSXRayRecorder recorder, CapturedTraces traces) {
    XrayLogGroups.set(arn);
    segment(recorder, "s");

    assertThat(groupsOf(traces, "s"))
        .isEqualTo("[{\"log_group\":\"/ecs/orders\",\"arn\":\"" + ARN + "\"}]");
  }

  @Test
  void setBeforeTheRecorderExists_andAcrossASwap_holds() {
    XrayLogGroups.set("/ecs/orders");
    for (String name : List.of("first", "second")) {
      CapturingEmitter emitter = new CapturingEmitter();
      try (Xraysink next = Xraysink.builder()
          .emitter(emitter)
          .samplingStrategy(new AllSamplingStrategy())
          .build()) {
        segment(next.recorder(), name);
      }
      assertThat(groupsOf(emitter.traces(), name)).isEqualTo("[{\"log_group\":\"/ecs/orders\"}]");
    }
  }

  private static AWSLogReference reference(String group, String arn) {
    AWSLogReference reference = new AWSLogReference();
    reference.setLogGroup(group);
    if (arn != null) {
      reference.setArn(arn);
    }
    return reference;
  }

  @Test
  void whatPluginsAndTheEnvironmentFound_isKept_eachGroupOnce(
      AWSXRayRecorder recorder, CapturedTraces traces) {
    // As the recorder's builder does for AWS_LOG_GROUP and for the ECS plugin.
    recorder.addAllLogReferences(Set.of(reference("/ecs/orders", ARN)));
    recorder.addAllLogReferences(Set.of(reference("/from/environment", null)));
    XrayLogGroups.set("/mine", "/ecs/orders");
    segment(recorder, "set");
    XrayLogGroups.clear();
    segment(recorder, "cleared");

    assertThat(groupsOf(traces, "set"))
        .isEqualTo("[{\"log_group\":\"/mine\"},"
            + "{\"log_group\":\"/ecs/orders\",\"arn\":\"" + ARN + "\"},"
            + "{\"log_group\":\"/from/environment\"}]");
    assertThat(groupsOf(traces, "cleared"))
        .isEqualTo("[{\"log_group\":\"/ecs/orders\",\"arn\":\"" + ARN + "\"},"
            + "{\"log_group\":\"/from/environment\"}]");
  }

  @Test
  void lambdasOwnGroup_isToldByItself() {
    CapturingEmitter emitter = new CapturingEmitter();
    LogGroupListener onLambda = new LogGroupListener(LogGroup.parse("/aws/lambda/orders"));
    try (Xraysink xraysink = Xraysink.builder()
        .emitter(emitter)
        .samplingStrategy(new AllSamplingStrategy())
        .segmentListener(onLambda)
        .build()) {
      segment(xraysink.recorder(), "alone");
      onLambda.set(List.of(LogGroup.parse("/mine")));
      segment(xraysink.recorder(), "with another");
    }

    assertThat(groupsOf(emitter.traces(), "alone"))
        .isEqualTo("[{\"log_group\":\"/aws/lambda/orders\"}]");
    assertThat(groupsOf(emitter.traces(), "with another"))
        .isEqualTo("[{\"log_group\":\"/mine\"},{\"log_group\":\"/aws/lambda/orders\"}]");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sdksOwnBuilder_takesTheListener(boolean dropIn) {
    XrayLogGroups.set("/ecs/orders", "/b");
    CapturingEmitter emitter = new CapturingEmitter();
    AWSXRayRecorderBuilder builder = AWSXRayRecorderBuilder.standard()
        .withEmitter(emitter)
        .withSamplingStrategy(new AllSamplingStrategy())
        .withSegmentListener(XrayLogGroups.listener());
    if (dropIn) {
      builder.withSegmentContextResolverChain(AsyncSegmentContext.resolverChain());
    }
    AWSXRayRecorder recorder = builder.build();
    recorder.addAllLogReferences(Set.of(reference("/ecs/orders", ARN)));

    segment(recorder, "s");

    assertThat(groupsOf(emitter.traces(), "s"))
        .isEqualTo(
            "[{\"log_group\":\"/ecs/orders\",\"arn\":\"" + ARN + "\"},{\"log_group\":\"/b\"}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a:b",
        "orders*",
        "arn:aws:logs:eu-west-1:123456789012:log-group:",
        "arn:aws:logs:eu-west-1:123456789012:log-group:/a:log-stream:b",
        "arn:aws:s3:::bucket"
      })
  void anythingElse_isRefusedWithTheRule(
      String group, AWSXRayRecorder recorder, CapturedTraces traces) {
    XrayLogGroups.set("/kept");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> XrayLogGroups.set("/fine", group))
        .withMessage("log group is '" + group + "'; accepted is a name of 1 to 512 letters, digits "
            + "and . - _ / #, or arn:aws:logs:<region>:<account>:log-group:<name>");
    segment(recorder, "s");
    assertThat(groupsOf(traces, "s")).isEqualTo("[{\"log_group\":\"/kept\"}]");
  }

  @Test
  void longestName_isAccepted_andOneMoreIsNot() {
    XrayLogGroups.set("a".repeat(512));
    assertThatIllegalArgumentException().isThrownBy(() -> XrayLogGroups.set("a".repeat(513)));
    assertThatIllegalArgumentException().isThrownBy(XrayLogGroups::set);
  }

  @Test
  void otherPartitions_areKnown() {
    assertThat(LogGroup.parse("arn:aws-us-gov:logs:us-gov-west-1:123456789012:log-group:a:*"))
        .isEqualTo(new LogGroup("a", "arn:aws-us-gov:logs:us-gov-west-1:123456789012:log-group:a"));
  }

  @Test
  void setWhileSegmentsBegin_givesEachOneOrTheOther(AWSXRayRecorder recorder, CapturedTraces traces)
      throws Exception {
    XrayLogGroups.set("/a1", "/a2");
    ExecutorService pool = Executors.newFixedThreadPool(4);
    AtomicBoolean done = new AtomicBoolean();
    try {
      Future<?> setter = pool.submit(() -> {
        while (!done.get()) {
          XrayLogGroups.set("/b1", "/b2");
          XrayLogGroups.set("/a1", "/a2");
        }
      });
      List<Future<?>> beginners = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        beginners.add(pool.submit(() -> {
          for (int at = 0; at < 500; at++) {
            segment(recorder, "s");
          }
        }));
      }
      for (Future<?> beginner : beginners) {
        beginner.get();
      }
      done.set(true);
      setter.get();
    } finally {
      done.set(true);
      pool.shutdownNow();
    }

    assertThat(traces.byName("s")).hasSize(1_500);
    assertThat(traces.byName("s"))
        .extracting(entity -> entity.json().at("/aws/cloudwatch_logs").toString())
        .containsOnly(
            "[{\"log_group\":\"/a1\"},{\"log_group\":\"/a2\"}]",
            "[{\"log_group\":\"/b1\"},{\"log_group\":\"/b2\"}]");
  }
}
