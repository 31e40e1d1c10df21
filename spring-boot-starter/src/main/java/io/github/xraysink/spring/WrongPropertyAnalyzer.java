// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Tells what a property of ours accepts when its value cannot be converted; Spring Boot's own
 * analyzer only tells what type it has. Values that can be converted and are refused all the same
 * need no analyzer of ours: see {@link Accepted}.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class WrongPropertyAnalyzer extends AbstractFailureAnalyzer<BindException> {

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
    ConfigurationProperty property = cause.getProperty();
    if (property == null) {
      return null;
    }
    String name = property.getName().toString();
    String accepted = Accepted.words(name);
    if (accepted == null) {
      return null;
    }
    String origin = property.getOrigin() == null ? "" : " (from " + property.getOrigin() + ")";
    return new FailureAnalysis(
        "The property " + name + " is '" + property.getValue() + "'" + origin + ".",
        "Give it a value that is accepted: " + accepted + ".",
        cause);
  }
}
