// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.context.Xraysink;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * The recorder, from {@code xraysink.*}: the SDK's global one as soon as it is built, and closed
 * with the context.
 *
 * <p>While tracing is off, there is a recorder that does nothing, so that what asks for one gets
 * it. An {@link Xraysink} or {@link AWSXRayRecorder} of the application's own is used as it is, and
 * made global by nobody but the application.
 */
@AutoConfiguration
@EnableConfigurationProperties(XraysinkProperties.class)
public final class XraysinkAutoConfiguration {

  /** Not lazy even where beans are: code that calls {@code AWSXRay} asks for no bean. */
  @Bean
  @Lazy(false)
  @ConditionalOnMissingBean({Xraysink.class, AWSXRayRecorder.class})
  Xraysink xraysink(XraysinkProperties properties, Environment environment, BeanFactory beans) {
    return new Recording(properties, environment, beans).install();
  }

  /** For those who would rather be given the recorder than ask {@code AWSXRay} for it. */
  @Bean
  @ConditionalOnMissingBean
  AWSXRayRecorder xrayRecorder(Xraysink xraysink) {
    return xraysink.recorder();
  }
}
