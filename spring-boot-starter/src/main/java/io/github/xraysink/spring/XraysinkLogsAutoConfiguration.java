// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import io.github.xraysink.logs.XrayLogGroups;
import io.github.xraysink.logs.XrayMdc;
import org.slf4j.MDC;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** The ids of the trace in SLF4J's MDC, and the log groups where X-Ray finds them again. */
@AutoConfiguration(after = XraysinkAutoConfiguration.class)
@ConditionalOnTracing
public final class XraysinkLogsAutoConfiguration {

  private static final String LOG_GROUPS = "xraysink.log-groups";

  /** The MDC listener belongs to the process: it stays when a context is closed. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({XrayMdc.class, MDC.class})
  static class Ids {
    @Bean(destroyMethod = "")
    @Lazy(false)
    @ConditionalOnMissingBean
    XrayMdc xraysinkMdc() {
      return XrayMdc.install();
    }
  }

  /** The log groups of the property, for as long as the context is there. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(XrayLogGroups.class)
  @ConditionalOnProperty(LOG_GROUPS)
  static class Groups {
    @Bean
    @Lazy(false)
    DisposableBean xraysinkLogGroups(XraysinkProperties properties) {
      try {
        XrayLogGroups.set(properties.logGroups().toArray(String[]::new));
      } catch (IllegalArgumentException wrong) {
        throw Accepted.refused("log-groups", properties.logGroups(), wrong.getMessage());
      }
      return XrayLogGroups::clear;
    }
  }

  /** The property without the module that could follow it. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingClass("io.github.xraysink.logs.XrayLogGroups")
  @ConditionalOnProperty(LOG_GROUPS)
  static class NoGroups {
    NoGroups(XraysinkProperties properties) {
      throw Accepted.refused(
          "log-groups",
          properties.logGroups(),
          "It needs the dependency io.github.xraysink:xraysink-logs.");
    }
  }
}
