// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import io.github.xraysink.servlet.jakarta.XrayFilter;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.ResolvableType;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether the application leaves the registration of the filter to us. Spring Boot's own condition
 * cannot ask for a {@code FilterRegistrationBean<XrayFilter>} without meaning an {@link XrayFilter}
 * as well.
 */
final class OnUnregisteredFilter extends SpringBootCondition implements ConfigurationCondition {

  private static final ResolvableType REGISTRATION =
      ResolvableType.forClassWithGenerics(FilterRegistrationBean.class, XrayFilter.class);

  @Override
  public ConfigurationPhase getConfigurationPhase() {
    return ConfigurationPhase.REGISTER_BEAN;
  }

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    String[] registrations = Objects.requireNonNull(context.getBeanFactory())
        .getBeanNamesForType(REGISTRATION, true, false);
    ConditionMessage.Builder message = ConditionMessage.forCondition("xraysink");
    return registrations.length == 0
        ? ConditionOutcome.match(message.because("the application registers no filter"))
        : ConditionOutcome.noMatch(message.foundExactly((Object[]) registrations));
  }
}
