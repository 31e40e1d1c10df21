// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import io.github.xraysink.context.LambdaMode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;

/**
 * What {@code xraysink.*} says; {@code null} where it says nothing. Names, defaults and meaning are
 * in {@code META-INF/spring-configuration-metadata.json}, which a test compares with this.
 */
@ConfigurationProperties(XraysinkProperties.PREFIX)
record XraysinkProperties(
    @Nullable Boolean enabled,
    @Nullable String serviceName,
    @Nullable String daemonAddress,
    @Nullable String emitter,
    @DefaultValue Sampling sampling,
    @DefaultValue List<String> logGroups,
    @DefaultValue Set<AwsPlugin> plugins,
    @Nullable Integer streamingThreshold,
    @Nullable Duration reportInProgressAfter,
    @Nullable Duration forgetOpenAfter,
    @Nullable Integer maxOpenEntities,
    @Nullable Duration closeTimeout,
    @Nullable Boolean shutdownHook,
    @Nullable LambdaMode lambda,
    @Nullable List<String> excludeUrls,
    @DefaultValue Servlet servlet) {

  static final String PREFIX = "xraysink";

  /**
   * Who decides which new traces are sent.
   *
   * @param rules where the local rules are; {@code null} for those of the SDK
   */
  record Sampling(
      @DefaultValue("central") SamplingMode mode, @Nullable Resource rules) {}

  /** Where sampling rules come from. */
  enum SamplingMode {
    CENTRAL,
    LOCAL,
    ALL,
    NONE
  }

  /** The SDK's plugins. */
  enum AwsPlugin {
    EC2,
    ECS,
    EKS,
    ELASTIC_BEANSTALK
  }

  /**
   * The filter.
   *
   * @param excludeUrls goes before those outside; if neither is set, the health endpoint is
   *     excluded
   */
  record Servlet(
      @Nullable List<String> excludeUrls,
      @DefaultValue("false") boolean trustForwardedFor,
      @DefaultValue("false") boolean recordQuery,
      @DefaultValue List<String> redactQuery) {}
}
