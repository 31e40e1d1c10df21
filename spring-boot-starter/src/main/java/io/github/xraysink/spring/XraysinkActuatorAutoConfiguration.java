// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import io.github.xraysink.context.Xraysink;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What became of traces, for whoever runs the application. */
@AutoConfiguration(after = XraysinkAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnBean(Xraysink.class)
public final class XraysinkActuatorAutoConfiguration {

  /** {@code /actuator/xraysink}, where it is exposed. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
  static class OfEndpoint {
    @Bean
    @ConditionalOnAvailableEndpoint
    @ConditionalOnMissingBean
    XraysinkEndpoint xraysinkEndpoint(Xraysink xraysink) {
      return new XraysinkEndpoint(xraysink);
    }
  }

  /**
   * In {@code /actuator/health}, with Spring Boot 4. The switches are those of every indicator; the
   * annotation that stands for them is in another place in each version of Spring Boot.
   */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(HealthIndicator.class)
  @ConditionalOnExpression(
      "${management.health.xraysink.enabled:${management.health.defaults.enabled:true}}")
  static class OfHealth {
    @Bean
    @ConditionalOnMissingBean(name = "xraysinkHealthIndicator")
    HealthIndicator xraysinkHealthIndicator(Xraysink xraysink) {
      return new XraysinkHealth(xraysink);
    }
  }
}
