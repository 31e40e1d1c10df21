// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.core.SdkClient;

/** The position behind asynchronous AWS calls. That calls are traced needs no bean. */
@AutoConfiguration(after = XraysinkAutoConfiguration.class)
@ConditionalOnClass(SdkClient.class)
@ConditionalOnTracing
public final class XraysinkAwsAutoConfiguration {

  @Bean
  static AsyncClientPositions xraysinkAsyncClientPositions() {
    return new AsyncClientPositions();
  }
}
