// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import io.micrometer.context.ContextRegistry;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import reactor.core.publisher.Hooks;

/**
 * The position in Reactor's operators: turns on the automatic propagation of Micrometer's context
 * propagation, for the whole process, unless {@code spring.reactor.context-propagation} is
 * {@code limited}, which is Spring Boot's default where nobody says so.
 */
@AutoConfiguration(after = XraysinkAutoConfiguration.class)
@ConditionalOnClass({Hooks.class, ContextRegistry.class})
@ConditionalOnProperty(
    name = "spring.reactor.context-propagation",
    havingValue = "auto",
    matchIfMissing = true)
@ConditionalOnTracing
public final class XraysinkReactorAutoConfiguration {

  @Bean
  @Lazy(false)
  InitializingBean xraysinkReactorPropagation() {
    return Hooks::enableAutomaticContextPropagation;
  }
}
