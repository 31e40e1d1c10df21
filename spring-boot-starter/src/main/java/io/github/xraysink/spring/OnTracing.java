// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import java.util.Locale;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether tracing is on: {@code xraysink.enabled}, and where that is not set the variable that the
 * SDKs for other languages know. A value that is neither true nor false counts as on here, so that
 * the binding of the properties comes to refuse it.
 */
final class OnTracing extends SpringBootCondition {

  private static final String ENABLED = XraysinkProperties.PREFIX + ".enabled";
  private static final String SDK_ENABLED = "AWS_XRAY_SDK_ENABLED";

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    ConditionMessage.Builder message = ConditionMessage.forCondition("xraysink");
    return isOn(context.getEnvironment())
        ? ConditionOutcome.match(message.because("tracing is on"))
        : ConditionOutcome.noMatch(message.because("tracing is turned off"));
  }

  static boolean isOn(Environment environment) {
    String own = environment.getProperty(ENABLED);
    String said = own == null ? environment.getProperty(SDK_ENABLED, "true") : own;
    return switch (said.trim().toLowerCase(Locale.ROOT)) {
      case "false", "off", "no", "0" -> false; // as Spring converts to a boolean
      default -> true;
    };
  }
}
