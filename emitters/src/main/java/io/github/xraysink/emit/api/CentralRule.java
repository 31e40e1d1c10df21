// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit.api;

import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.xray.model.SamplingRule;

/**
 * One sampling rule as X-Ray gave it.
 *
 * @param source what it was made from; two rules are the same if this is
 */
record CentralRule(
    SamplingRule source,
    String name,
    int priority,
    double fixedRate,
    int reservoirSize,
    Wildcard serviceName,
    Wildcard serviceType,
    Wildcard host,
    Wildcard method,
    Wildcard path) {

  /** Lower numbers first, then by name; the default rule, which takes what is left, last. */
  static final Comparator<CentralRule> IN_ORDER = Comparator.comparing(CentralRule::takesAll)
      .thenComparingInt(CentralRule::priority)
      .thenComparing(CentralRule::name);

  private static final String DEFAULT = "Default";
  private static final int VERSION = 1;

  /**
   * Empty for a rule that cannot be about us, as in the SDK: of another version, for one resource
   * or with attributes; and for one that lacks what it needs.
   */
  static Optional<CentralRule> of(@Nullable SamplingRule rule) {
    if (rule == null
        || rule.ruleName() == null
        || rule.priority() == null
        || rule.fixedRate() == null
        || rule.reservoirSize() == null
        || rule.version() != null && rule.version() != VERSION
        || rule.resourceARN() != null && !rule.resourceARN().equals("*")
        || !rule.attributes().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new CentralRule(
        rule,
        rule.ruleName(),
        rule.priority(),
        rule.fixedRate(),
        rule.reservoirSize(),
        pattern(rule.serviceName()),
        pattern(rule.serviceType()),
        pattern(rule.host()),
        pattern(rule.httpMethod()),
        pattern(rule.urlPath())));
  }

  private static Wildcard pattern(@Nullable String text) {
    return new Wildcard(text == null ? "*" : text);
  }

  private boolean takesAll() {
    return name.equals(DEFAULT);
  }

  /** What a request does not tell counts as empty: only {@code *} matches it. */
  boolean matches(SamplingRequest request) {
    return takesAll()
        || serviceName.matches(request.getService().orElse(""))
            && serviceType.matches(request.getServiceType().orElse(""))
            && host.matches(request.getHost().orElse(""))
            && method.matches(request.getMethod().orElse(""))
            && path.matches(request.getUrl().orElse(""));
  }
}
