// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.xray.model.SamplingRule;
import software.amazon.awssdk.services.xray.model.SamplingTargetDocument;

/**
 * The rules in force, in order. Replaced as a whole; how a rule is used goes over to the next
 * table.
 *
 * @param fetchedSecond when X-Ray was asked, in seconds since 1970
 */
record RuleTable(List<Entry> entries, long fetchedSecond) {

  /** Before X-Ray has answered. */
  static final RuleTable NONE = new RuleTable(List.of(), 0);

  /** Rules older than this are not used any more (as in the SDK), in seconds. */
  private static final long STALE_SECONDS = 3_600;

  /** A rule and its use. */
  record Entry(CentralRule rule, RuleUsage usage) {}

  /** The table that follows on this one. */
  RuleTable next(List<SamplingRule> rules, long second) {
    Map<String, Entry> before = byName();
    List<Entry> entries = new ArrayList<>();
    rules.stream()
        .map(CentralRule::of)
        .flatMap(Optional::stream)
        .sorted(CentralRule.IN_ORDER)
        .forEach(rule -> entries.add(carry(before.get(rule.name()), rule)));
    return new RuleTable(List.copyOf(entries), second);
  }

  /** What X-Ray allowed a rule that has changed since does not count any more. */
  private static Entry carry(@Nullable Entry before, CentralRule rule) {
    if (before == null) {
      return new Entry(rule, new RuleUsage());
    }
    if (!before.rule().source().equals(rule.source())) {
      before.usage().allow(null);
    }
    return new Entry(rule, before.usage());
  }

  private Map<String, Entry> byName() {
    Map<String, Entry> byName = new HashMap<>();
    entries.forEach(entry -> byName.put(entry.rule().name(), entry));
    return byName;
  }

  boolean usable(long second) {
    return !entries.isEmpty() && second - fetchedSecond <= STALE_SECONDS;
  }

  /** The first rule that matches; {@code null} if none does. */
  @Nullable
  Entry find(SamplingRequest request) {
    for (Entry entry : entries) {
      if (entry.rule().matches(request)) {
        return entry;
      }
    }
    return null;
  }

  /** Notes what X-Ray allows from now on. What it leaves out stays as it was. */
  void allow(List<SamplingTargetDocument> targets) {
    Map<String, Entry> byName = byName();
    for (SamplingTargetDocument document : targets) {
      Entry entry = byName.get(document.ruleName());
      if (entry != null) {
        allow(entry, document);
      }
    }
  }

  private static void allow(Entry entry, SamplingTargetDocument document) {
    RuleUsage.Target before = entry.usage().target();
    double rate = before == null ? entry.rule().fixedRate() : before.fixedRate();
    int quota = before == null ? 0 : before.quota();
    long until = before == null ? 0 : before.untilSecond();
    Instant ttl = document.reservoirQuotaTTL();
    entry
        .usage()
        .allow(new RuleUsage.Target(
            document.fixedRate() == null ? rate : document.fixedRate(),
            document.reservoirQuota() == null ? quota : document.reservoirQuota(),
            ttl == null ? until : ttl.getEpochSecond()));
  }
}
