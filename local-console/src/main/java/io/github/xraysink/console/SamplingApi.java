// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * GetSamplingRules, GetSamplingTargets and the statistics clients report. Guarded by {@code this}.
 *
 * <p>A rule's reservoir is shared out evenly among the clients that reported it in the last
 * {@value #CLIENT_MILLIS} ms.
 */
final class SamplingApi {

  private static final int INTERVAL_SECONDS = 10;
  private static final int QUOTA_SECONDS = 30;
  private static final int CLIENT_MILLIS = 30_000;

  /** As the service: 25 statistics documents per request. */
  private static final int MAX_STATISTICS = 25;

  private static final int MAX_CLIENTS_PER_RULE = 1_000;

  private final SamplingRules rules;
  private final Clock clock;
  private final Map<String, Usage> usages = new LinkedHashMap<>();

  private static final class Usage {
    long requests;
    long sampled;
    long borrowed;
    double lastTimestamp;
    final Map<String, Long> clients = new HashMap<>();
  }

  SamplingApi(SamplingRules rules, Clock clock) {
    this.rules = rules;
    this.clock = clock;
  }

  Optional<Function<JsonNode, JsonNode>> operation(String path) {
    return Optional.ofNullable(
        switch (path) {
          case "/GetSamplingRules" -> request -> getSamplingRules();
          case "/SamplingTargets" -> this::getSamplingTargets;
          case "/SamplingStatisticSummaries" -> request -> getSamplingStatisticSummaries();
          default -> null;
        });
  }

  private JsonNode getSamplingRules() {
    ArrayNode records = Json.array();
    List<SamplingRule> current = rules.current();
    double modified = rules.modifiedMillis() / 1_000.0;
    for (SamplingRule rule : current) {
      ObjectNode entry = records.addObject();
      entry.set("SamplingRule", rule.toJson());
      entry.put("CreatedAt", modified).put("ModifiedAt", modified);
    }
    return Json.object().set("SamplingRuleRecords", records);
  }

  private synchronized JsonNode getSamplingTargets(JsonNode request) {
    JsonNode statistics = request.path("SamplingStatisticsDocuments");
    if (!statistics.isArray() || statistics.size() > MAX_STATISTICS) {
      throw ApiException.invalid(
          "SamplingStatisticsDocuments must be a list of at most " + MAX_STATISTICS);
    }
    Map<String, SamplingRule> byName = new HashMap<>();
    rules.current().forEach(rule -> byName.put(rule.name(), rule));
    usages.keySet().retainAll(byName.keySet());
    ArrayNode targets = Json.array();
    ArrayNode unprocessed = Json.array();
    for (JsonNode document : statistics) {
      SamplingRule rule = byName.get(Json.textAt(document, "RuleName"));
      if (rule == null) {
        unprocessed
            .addObject()
            .put("RuleName", Json.textAt(document, "RuleName"))
            .put("ErrorCode", "RuleNotFound")
            .put("Message", "there is no sampling rule of this name");
      } else {
        targets.add(target(rule, document));
      }
    }
    ObjectNode answer = Json.object().put("LastRuleModification", rules.modifiedMillis() / 1_000.0);
    answer.set("SamplingTargetDocuments", targets);
    return answer.set("UnprocessedStatistics", unprocessed);
  }

  private ObjectNode target(SamplingRule rule, JsonNode document) {
    long now = clock.millis();
    Usage usage = usages.computeIfAbsent(rule.name(), name -> new Usage());
    usage.requests += Math.max(0, document.path("RequestCount").asLong());
    usage.sampled += Math.max(0, document.path("SampledCount").asLong());
    usage.borrowed += Math.max(0, document.path("BorrowCount").asLong());
    usage.lastTimestamp =
        Times.seconds(Times.micros(document.get("Timestamp")).orElse(now * 1_000));
    usage.clients.values().removeIf(seen -> now - seen > CLIENT_MILLIS);
    if (usage.clients.size() < MAX_CLIENTS_PER_RULE) {
      usage.clients.put(Json.textAt(document, "ClientID"), now);
    }
    int share = rule.reservoirSize() / Math.max(1, usage.clients.size());
    int quota = rule.reservoirSize() == 0 ? 0 : Math.max(1, share);
    return Json.object()
        .put("RuleName", rule.name())
        .put("FixedRate", rule.fixedRate())
        .put("ReservoirQuota", quota)
        .put("ReservoirQuotaTTL", now / 1_000 + QUOTA_SECONDS)
        .put("Interval", INTERVAL_SECONDS);
  }

  private synchronized JsonNode getSamplingStatisticSummaries() {
    ArrayNode summaries = Json.array();
    usages.forEach((name, usage) -> summaries
        .addObject()
        .put("RuleName", name)
        .put("Timestamp", usage.lastTimestamp)
        .put("RequestCount", usage.requests)
        .put("BorrowCount", usage.borrowed)
        .put("SampledCount", usage.sampled));
    return Json.object().set("SamplingStatisticSummaries", summaries);
  }

  /** Rules and how they are used, for the page. */
  JsonNode forPage() {
    ObjectNode json = Json.object();
    json.set("rules", SamplingRules.toJson(rules.current()).get("SamplingRules"));
    json.set("usage", getSamplingStatisticSummaries().get("SamplingStatisticSummaries"));
    json.put("modifiedAt", rules.modifiedMillis());
    json.put("problem", rules.problem());
    return json;
  }
}
