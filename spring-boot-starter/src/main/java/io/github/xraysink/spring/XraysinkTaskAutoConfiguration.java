// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import io.github.xraysink.task.XrayTaskAspect;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;

/**
 * The position on the executors and schedulers that Spring Boot makes, on platform threads and on
 * virtual ones, and {@code @XrayTask} on the methods of beans.
 */
@AutoConfiguration(after = XraysinkAutoConfiguration.class)
@ConditionalOnTracing
public final class XraysinkTaskAutoConfiguration {

  private static final String DECORATOR = "xraysinkTaskDecorator";
  /** Spring Boot 4 has it, 3.5 has it in another package. */
  private static final String BOOT_4 = "org.springframework.boot.EnvironmentPostProcessor";

  /** Spring Boot 4 applies all decorators it finds. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = BOOT_4)
  static class AmongOthers {
    @Bean(DECORATOR)
    @ConditionalOnMissingBean(name = DECORATOR)
    TaskDecorator xraysinkTaskDecorator() {
      return new PositionDecorator();
    }
  }

  /** Spring Boot 3.5 applies a decorator if it finds one, and none if it finds two. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingClass(BOOT_4)
  static class Alone {
    @Bean(DECORATOR)
    @ConditionalOnMissingBean
    TaskDecorator xraysinkTaskDecorator() {
      return new PositionDecorator();
    }
  }

  /** The annotations of xraysink-tasks. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(XrayTaskAspect.class)
  static class Annotations {
    @Bean
    @ConditionalOnMissingBean
    static XrayTaskAspect xrayTaskAspect() {
      return new XrayTaskAspect();
    }
  }
}
