// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import io.github.xraysink.context.Xraysink;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Meters for Micrometer, where Spring Boot binds them to whatever registries there are. */
@AutoConfiguration(after = XraysinkAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnTracing
@ConditionalOnBean(Xraysink.class)
public final class XraysinkMetricsAutoConfiguration {

  /** Picked up by the recorder like any listener. */
  @Bean
  SegmentOutcomes xraysinkSegmentOutcomes() {
    return new SegmentOutcomes();
  }

  @Bean
  @ConditionalOnMissingBean
  XraysinkMeters xraysinkMeters(Xraysink xraysink, SegmentOutcomes outcomes) {
    return new XraysinkMeters(xraysink, outcomes);
  }
}
