// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.NoSamplingStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import com.amazonaws.xray.strategy.sampling.SamplingResponse;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.emit.api.StubXray.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class XrayApiSamplingTest {

  private static final String RULES = "/GetSamplingRules";
  private static final String TARGETS = "/SamplingTargets";
  private static final Duration HOURS = Duration.ofHours(5);
  private static final Duration SOON = Duration.ofMillis(20);
  private static final SamplingRequest REQUEST =
      new SamplingRequest("orders", "host", "/", "GET", "");

  private final AtomicLong seconds = new AtomicLong(1_000_000);
  private final StubXray xray;
  private XrayApiSampling sampling;

  XrayApiSamplingTest() throws IOException {
    xray = new StubXray();
    xray.answer = call -> rules(rule("all", 1, 1.0, 0));
  }

  @AfterEach
  void close() {
    if (sampling != null) {
      sampling.shutdown();
    }
    xray.close();
  }

  private static String rule(String name, int priority, double rate, int reservoir) {
    return "{\"SamplingRule\":{\"RuleName\":\"" + name + "\",\"Priority\":" + priority
        + ",\"FixedRate\":" + rate + ",\"ReservoirSize\":" + reservoir
        + ",\"ResourceARN\":\"*\",\"Version\":1,\"ServiceName\":\"*\",\"ServiceType\":\"*\","
        + "\"Host\":\"*\",\"HTTPMethod\":\"*\",\"URLPath\":\"*\"}}";
  }

  private static Reply rules(String... records) {
    return Reply.ok("{\"SamplingRuleRecords\":[" + String.join(",", records) + "]}");
  }

  private void start(Duration rulesInterval, Duration targetsInterval) {
    sampling = XrayApiSampling.builder()
        .endpoint(xray.uri())
        .fallback(new NoSamplingStrategy())
        .intervals(rulesInterval, targetsInterval)
        .seconds(seconds::get)
        .build();
  }

  private SamplingResponse ask() {
    return sampling.shouldTrace(REQUEST);
  }

  private void awaitRule(String name) {
    await().until(() -> name.equals(ask().getRuleName().orElse(null)));
  }

  @Test
  void neverAsked_startsAndAsksNothing() {
    start(HOURS, HOURS);

    sampling.shutdown();

    assertThat(xray.calls).isEmpty();
    assertThat(ask().isSampled()).isFalse();
    assertThat(xray.calls).isEmpty();
  }

  @Test
  void beforeTheRulesCome_theFallbackDecidesAndNobodyWaits() {
    xray.answer = call -> xray.never();
    start(HOURS, HOURS);
    long start = System.nanoTime();

    assertThat(ask().isSampled()).isFalse();
    assertThat(ask().getRuleName()).hasValue("");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void rules_decideOnceTheyAreThere() {
    start(HOURS, HOURS);

    awaitRule("all");

    assertThat(ask().isSampled()).isTrue();
    assertThat(xray.calls(RULES)).hasSize(1);
    assertThat(sampling.isForcedSamplingSupported()).isFalse();
  }

  @Test
  void allPagesOfRules_areRead() {
    xray.answer = call -> call.body().has("NextToken")
        ? rules(rule("second", 1, 1.0, 0))
        : Reply.ok(
            "{\"NextToken\":\"more\",\"SamplingRuleRecords\":[" + rule("first", 2, 1.0, 0) + "]}");
    start(HOURS, HOURS);

    awaitRule("second");

    assertThat(xray.calls(RULES)).hasSize(2);
  }

  @Test
  void staleRules_giveWayToTheFallback() {
    start(HOURS, HOURS);
    awaitRule("all");

    seconds.addAndGet(3_601);

    assertThat(ask().getRuleName()).as("of the fallback").hasValue("");
  }

  @Test
  void failedQuestion_isAskedAgainSoon() {
    AtomicInteger left = new AtomicInteger(2);
    xray.answer = call -> left.getAndDecrement() > 0
        ? Reply.error(500, "InternalFailure")
        : rules(rule("all", 1, 1.0, 0));
    start(HOURS, SOON);

    awaitRule("all");
  }

  @Test
  void targets_reportTheUseAndLimitIt() {
    xray.answer = call -> call.path().equals(RULES)
        ? rules(rule("all", 1, 0.0, 10))
        : Reply.ok("{\"LastRuleModification\":5,\"SamplingTargetDocuments\":[{\"RuleName\":\"all\","
            + "\"FixedRate\":1.0,\"ReservoirQuota\":3,\"ReservoirQuotaTTL\":2000000}]}");
    start(HOURS, SOON);
    awaitRule("all");

    await().until(() -> !xray.calls(TARGETS).isEmpty());
    await().until(() -> ask().isSampled() && ask().isSampled() && ask().isSampled());

    JsonNode first =
        xray.calls(TARGETS).get(0).body().path("SamplingStatisticsDocuments").path(0);
    assertThat(first.path("RuleName").asText()).isEqualTo("all");
    assertThat(first.path("ClientID").asText()).matches("[0-9a-f]{24}");
    assertThat(first.path("RequestCount").asInt()).isPositive();
    assertThat(first.path("BorrowCount").asInt()).isEqualTo(1);
    assertThat(xray.calls(RULES)).as("nothing changed since").hasSize(1);
  }

  @Test
  void reportThatDidNotArrive_isSentAgain() {
    AtomicBoolean down = new AtomicBoolean(true);
    xray.answer = call -> {
      if (call.path().equals(RULES)) {
        return rules(rule("all", 1, 1.0, 0));
      }
      return down.getAndSet(false)
          ? Reply.error(500, "InternalFailure")
          : Reply.ok("{\"SamplingTargetDocuments\":[]}");
    };
    start(HOURS, SOON);
    awaitRule("all");
    int asked = 10;
    for (int i = 0; i < asked; i++) {
      ask();
    }

    await().until(() -> xray.calls(TARGETS).size() >= 2);
    await()
        .untilAsserted(() -> assertThat(xray.calls(TARGETS).stream()
                .skip(1)
                .mapToInt(call -> call.body()
                    .path("SamplingStatisticsDocuments")
                    .path(0)
                    .path("RequestCount")
                    .asInt())
                .sum())
            .isGreaterThanOrEqualTo(asked));
  }

  @Test
  void rulesThatChanged_areAskedForAtOnce() {
    AtomicInteger asked = new AtomicInteger();
    xray.answer = call -> {
      if (call.path().equals(TARGETS)) {
        return Reply.ok(
            "{\"LastRuleModification\":" + seconds.get() + ",\"SamplingTargetDocuments\":[]}");
      }
      return rules(rule(asked.getAndIncrement() == 0 ? "old" : "new", 1, 1.0, 0));
    };
    start(HOURS, SOON);
    awaitRule("old");
    seconds.incrementAndGet();

    awaitRule("new");
  }

  @Test
  void shutdown_stopsTheThread() {
    start(HOURS, SOON);
    awaitRule("all");
    assertThat(samplingThreads()).isPositive();

    sampling.shutdown();

    await().until(() -> samplingThreads() == 0);
    assertThat(ask().isSampled()).as("goes on with what is known").isTrue();
  }

  private static long samplingThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("xraysink-sampling"))
        .filter(thread -> {
          assertThat(thread.isDaemon()).isTrue();
          return thread.isAlive();
        })
        .count();
  }

  @Test
  void endpointWithAClient_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> XrayApiSampling.builder()
            .client(new BrokenClient())
            .endpoint(xray.uri())
            .fallback(new AllSamplingStrategy())
            .build());
  }
}
