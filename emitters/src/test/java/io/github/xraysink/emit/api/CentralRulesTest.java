// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.xray.model.SamplingRule;
import software.amazon.awssdk.services.xray.model.SamplingTargetDocument;

/** Which rule counts, and what it decides; the clock and the dice are the test's. */
@Timeout(30)
class CentralRulesTest {

  private static final double UNLUCKY = 0.999;

  @ParameterizedTest
  @CsvSource({
    "*,'',true",
    "*,anything,true",
    "'','',true",
    "'',a,false",
    "/api/*,/api/users,true",
    "/api/*,/api/,true",
    "/api/*,/ap,false",
    "*.example.com,a.EXAMPLE.com,true",
    "GET,get,true",
    "GET,getx,false",
    "?,'',false",
    "a?c,abc,true",
    "a*b*c,aXbYbZc,true",
    "a*b*c,aXbYbZ,false",
    "*a*,bbb,false",
    "**,'',true"
  })
  void wildcard_matchesAsInTheConsole(String pattern, String text, boolean expected) {
    assertThat(new Wildcard(pattern).matches(text)).isEqualTo(expected);
  }

  @Test
  void wildcardWithManyStars_staysFast() {
    assertThat(new Wildcard("*a".repeat(200) + "b").matches("a".repeat(20_000))).isFalse();
  }

  private static SamplingRule.Builder rule(String name, int priority) {
    return SamplingRule.builder()
        .ruleName(name)
        .priority(priority)
        .fixedRate(0.5)
        .reservoirSize(0)
        .version(1)
        .resourceARN("*")
        .serviceName("*")
        .serviceType("*")
        .host("*")
        .httpMethod("*")
        .urlPath("*");
  }

  private static RuleTable table(SamplingRule.Builder... rules) {
    List<SamplingRule> built = new ArrayList<>();
    for (SamplingRule.Builder one : rules) {
      built.add(one.build());
    }
    return RuleTable.NONE.next(built, 1_000);
  }

  private static String found(RuleTable table, SamplingRequest request) {
    RuleTable.Entry entry = table.find(request);
    return entry == null ? "none" : entry.rule().name();
  }

  @Test
  void firstByPriorityThenName_counts() {
    RuleTable table = table(
        rule("Default", 1),
        rule("b", 10),
        rule("a", 10).urlPath("/health"),
        rule("late", 20).serviceName("orders"));

    assertThat(found(table, new SamplingRequest("orders", "h", "/health", "GET", "")))
        .isEqualTo("a");
    assertThat(found(table, new SamplingRequest("orders", "h", "/x", "GET", "")))
        .isEqualTo("b");
  }

  @Test
  void defaultRule_takesWhatIsLeft() {
    RuleTable table =
        table(rule("Default", 10_000).urlPath("/nothing"), rule("web", 1).host("h*"));

    assertThat(found(table, new SamplingRequest("job", null, null, null, null)))
        .isEqualTo("Default");
    assertThat(found(table, new SamplingRequest("job", "host", null, null, null)))
        .isEqualTo("web");
  }

  @Test
  void ruleThatCannotBeAboutUs_isLeftOut() {
    RuleTable table = table(
        rule("version", 1).version(2),
        rule("resource", 1).resourceARN("arn:aws:x"),
        rule("attributes", 1).attributes(java.util.Map.of("a", "b")),
        rule(null, 1),
        rule("no-rate", 1).fixedRate(null));

    assertThat(table.entries()).isEmpty();
    assertThat(table.usable(1_000)).isFalse();
  }

  @Test
  void rules_areStaleAfterAnHour() {
    RuleTable table = table(rule("a", 1));

    assertThat(table.usable(1_000 + 3_600)).isTrue();
    assertThat(table.usable(1_000 + 3_601)).isFalse();
  }

  @Test
  void withoutQuota_oneASecondIsBorrowed() {
    CentralRule rule = CentralRule.of(rule("a", 1).reservoirSize(5).build()).orElseThrow();
    RuleUsage usage = new RuleUsage();

    assertThat(usage.decide(rule, 50, UNLUCKY)).isTrue();
    assertThat(usage.decide(rule, 50, UNLUCKY)).isFalse();
    assertThat(usage.decide(rule, 50, 0.4)).isTrue();
    assertThat(usage.decide(rule, 51, UNLUCKY)).isTrue();
    assertThat(usage.take()).isEqualTo(new RuleUsage.Report(4, 1, 2));
    assertThat(usage.take()).isEqualTo(new RuleUsage.Report(0, 0, 0));
  }

  @Test
  void withoutReservoir_nothingIsBorrowed() {
    CentralRule rule = CentralRule.of(rule("a", 1).build()).orElseThrow();
    RuleUsage usage = new RuleUsage();

    assertThat(usage.decide(rule, 50, UNLUCKY)).isFalse();
    assertThat(usage.decide(rule, 50, 0.49)).isTrue();
    assertThat(usage.decide(rule, 50, 0.5)).isFalse();
  }

  @Test
  void quota_isTakenFirstAndEndsWithItsTime() {
    RuleTable table = table(rule("a", 1).reservoirSize(5));
    RuleTable.Entry entry = table.entries().get(0);
    table.allow(List.of(SamplingTargetDocument.builder()
        .ruleName("a")
        .fixedRate(0.0)
        .reservoirQuota(2)
        .reservoirQuotaTTL(Instant.ofEpochSecond(60))
        .build()));

    assertThat(decide(entry, 60)).isTrue();
    assertThat(decide(entry, 60)).isTrue();
    assertThat(decide(entry, 60)).isFalse();
    assertThat(decide(entry, 61)).as("borrowed").isTrue();
    assertThat(decide(entry, 61)).isFalse();
    assertThat(entry.usage().take()).isEqualTo(new RuleUsage.Report(5, 2, 1));
  }

  private static boolean decide(RuleTable.Entry entry, long second) {
    return entry.usage().decide(entry.rule(), second, 0);
  }

  @Test
  void rateThatXrayAllows_replacesTheRulesUntilTheRuleChanges() {
    RuleTable table = table(rule("a", 1).fixedRate(0.1), rule("b", 2));
    RuleUsage usage = table.entries().get(0).usage();
    table.allow(List.of(
        SamplingTargetDocument.builder().ruleName("a").fixedRate(0.9).build(),
        SamplingTargetDocument.builder().ruleName("unknown").fixedRate(0.9).build()));

    RuleTable same =
        table.next(List.of(rule("a", 1).fixedRate(0.1).build(), rule("b", 2).build()), 2_000);
    assertThat(same.entries().get(0).usage()).isSameAs(usage);
    assertThat(usage.target().fixedRate()).isEqualTo(0.9);
    RuleTable changed = same.next(List.of(rule("a", 1).fixedRate(0.2).build()), 3_000);

    assertThat(changed.entries()).hasSize(1);
    assertThat(changed.entries().get(0).usage()).isSameAs(usage);
    assertThat(usage.target()).isNull();
  }

  @Test
  void manyThreads_takeExactlyTheQuota() throws InterruptedException {
    CentralRule rule = CentralRule.of(rule("a", 1).build()).orElseThrow();
    RuleUsage usage = new RuleUsage();
    usage.allow(new RuleUsage.Target(0, 1_000, 100));
    AtomicInteger sampled = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread = new Thread(() -> {
        for (int j = 0; j < 1_000; j++) {
          if (usage.decide(rule, 100, UNLUCKY)) {
            sampled.incrementAndGet();
          }
        }
      });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(sampled).hasValue(1_000);
    assertThat(usage.take()).isEqualTo(new RuleUsage.Report(4_000, 1_000, 0));
  }
}
