// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import io.github.xraysink.context.XraySegments;
import io.github.xraysink.internal.ThrottledLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.xray.model.GetSamplingRulesRequest;
import software.amazon.awssdk.services.xray.model.GetSamplingRulesResponse;
import software.amazon.awssdk.services.xray.model.GetSamplingTargetsRequest;
import software.amazon.awssdk.services.xray.model.GetSamplingTargetsResponse;
import software.amazon.awssdk.services.xray.model.SamplingRule;
import software.amazon.awssdk.services.xray.model.SamplingRuleRecord;
import software.amazon.awssdk.services.xray.model.SamplingStatisticsDocument;

/**
 * Asks X-Ray for the rules and, for those in use, what they may take; on one daemon thread that is
 * started when somebody first wants a decision.
 */
final class RulePoller {

  /** Most statistics in one request (API reference, GetSamplingTargets). */
  private static final int MOST_STATISTICS = 25;

  /** A service that always names a next page must not hold the thread for ever. */
  private static final int MOST_PAGES = 100;

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final double JITTER = 0.02;

  private final ApiClient client;
  private final String clientId;
  private final Duration rulesInterval;
  private final Duration targetsInterval;
  private final LongSupplier seconds;
  private final ThrottledLog log =
      new ThrottledLog(System.getLogger(XrayApiSampling.class.getName()));
  private final AtomicBoolean started = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor thread;

  /** The poller's thread replaces it, every thread reads it. */
  private volatile RuleTable table = RuleTable.NONE;

  // For the poller's thread alone.
  private long rulesDueNanos;
  private long targetsDueNanos;

  RulePoller(
      ApiClient client,
      String clientId,
      Duration rulesInterval,
      Duration targetsInterval,
      LongSupplier seconds) {
    this.client = client;
    this.clientId = clientId;
    this.rulesInterval = rulesInterval;
    this.targetsInterval = targetsInterval;
    this.seconds = seconds;
    this.thread = new ScheduledThreadPoolExecutor(1, work -> {
      Thread made = new Thread(work, "xraysink-sampling");
      made.setDaemon(true);
      return made;
    });
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  RuleTable table() {
    return table;
  }

  /** Starts the thread if that has not been done. Never blocks. */
  void start() {
    if (started.get() || !started.compareAndSet(false, true) || thread.isShutdown()) {
      return;
    }
    rulesDueNanos = System.nanoTime();
    targetsDueNanos = rulesDueNanos + targetsInterval.toNanos();
    thread.execute(this::tick);
  }

  /** Stops the thread, in the middle of a request if need be. */
  void stop() {
    thread.shutdownNow();
  }

  private void tick() {
    try {
      if (System.nanoTime() - rulesDueNanos >= 0) {
        boolean done = poll("rules", this::pollRules);
        rulesDueNanos = later(done ? rulesInterval : targetsInterval);
      }
      if (System.nanoTime() - targetsDueNanos >= 0) {
        poll("targets", this::pollTargets);
        targetsDueNanos = later(targetsInterval);
      }
    } finally {
      long next = Math.min(rulesDueNanos - System.nanoTime(), targetsDueNanos - System.nanoTime());
      if (!thread.isShutdown()) {
        ScheduledFuture<?> unused =
            thread.schedule(this::tick, Math.max(0, next), TimeUnit.NANOSECONDS);
      }
    }
  }

  /** A little later than asked, so that processes started together do not ask together. */
  private static long later(Duration interval) {
    long nanos = interval.toNanos();
    return System.nanoTime()
        + nanos
        + (long) (nanos * JITTER * ThreadLocalRandom.current().nextDouble());
  }

  private interface Poll {
    void run() throws Exception;
  }

  private boolean poll(String what, Poll poll) {
    try {
      poll.run();
      return true;
    } catch (Throwable failed) {
      if (!thread.isShutdown()) {
        log.warn(
            "Could not get sampling " + what + " from X-Ray: "
                + Failure.of(failed).code(),
            null);
      }
      return false;
    }
  }

  private void pollRules() throws Exception {
    List<SamplingRule> rules = new ArrayList<>();
    String page = null;
    int pages = 0;
    do {
      GetSamplingRulesResponse answer = rulesPage(page);
      for (SamplingRuleRecord one : answer.samplingRuleRecords()) {
        rules.add(one.samplingRule());
      }
      page = answer.nextToken();
    } while (page != null && !page.isEmpty() && ++pages < MOST_PAGES);
    table = table.next(rules, seconds.getAsLong());
  }

  private GetSamplingRulesResponse rulesPage(@Nullable String page) throws Exception {
    GetSamplingRulesRequest request = GetSamplingRulesRequest.builder()
        .nextToken(page)
        .overrideConfiguration(client.within(CALL_TIMEOUT))
        .build();
    return answer(XraySegments.callUntraced(() -> client.sdk().getSamplingRules(request)));
  }

  private static <T> T answer(CompletableFuture<T> future) throws Exception {
    try {
      return future.get(2 * CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      future.cancel(true);
    }
  }

  private void pollTargets() throws Exception {
    List<RuleTable.Entry> used =
        table.entries().stream().filter(entry -> entry.usage().used()).toList();
    for (int from = 0; from < used.size(); from += MOST_STATISTICS) {
      report(used.subList(from, Math.min(used.size(), from + MOST_STATISTICS)));
    }
  }

  private void report(List<RuleTable.Entry> used) throws Exception {
    List<RuleUsage.Report> reports =
        used.stream().map(entry -> entry.usage().take()).toList();
    boolean arrived = false;
    try {
      List<SamplingStatisticsDocument> statistics = new ArrayList<>();
      for (int i = 0; i < used.size(); i++) {
        statistics.add(statistics(used.get(i).rule().name(), reports.get(i)));
      }
      GetSamplingTargetsRequest request = GetSamplingTargetsRequest.builder()
          .samplingStatisticsDocuments(statistics)
          .overrideConfiguration(client.within(CALL_TIMEOUT))
          .build();
      GetSamplingTargetsResponse answer =
          answer(XraySegments.callUntraced(() -> client.sdk().getSamplingTargets(request)));
      arrived = true;
      table.allow(answer.samplingTargetDocuments());
      askForRulesIfChanged(answer.lastRuleModification());
    } finally {
      for (int i = 0; !arrived && i < used.size(); i++) {
        used.get(i).usage().putBack(reports.get(i));
      }
    }
  }

  private SamplingStatisticsDocument statistics(String rule, RuleUsage.Report report) {
    return SamplingStatisticsDocument.builder()
        .ruleName(rule)
        .clientID(clientId)
        .timestamp(Instant.ofEpochSecond(seconds.getAsLong()))
        .requestCount(bounded(report.requests()))
        .sampledCount(bounded(report.sampled()))
        .borrowCount(bounded(report.borrowed()))
        .build();
  }

  private static int bounded(long count) {
    return (int) Math.min(Integer.MAX_VALUE, count);
  }

  private void askForRulesIfChanged(@Nullable Instant modified) {
    if (modified != null && modified.getEpochSecond() >= table.fetchedSecond()) {
      rulesDueNanos = System.nanoTime();
    }
  }
}
