// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.servlet.jakarta.RequestHook;
import io.github.xraysink.servlet.jakarta.ResponseHook;
import io.github.xraysink.servlet.jakarta.XrayFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;

/** One segment for each request: the filter, before all others, for all dispatcher types. */
@AutoConfiguration(after = XraysinkAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Filter.class, XrayFilter.class})
@ConditionalOnTracing
public final class XraysinkServletAutoConfiguration {

  /**
   * An {@link XrayFilter} of the application's own is registered instead of this one, which calls
   * its hooks in their order.
   */
  @Bean
  @ConditionalOnMissingBean(
      value = XrayFilter.class,
      parameterizedContainer = FilterRegistrationBean.class)
  XrayFilter xrayFilter(
      XraysinkProperties properties,
      Environment environment,
      ObjectProvider<AWSXRayRecorder> recorder,
      ObjectProvider<RequestHook> requestHooks,
      ObjectProvider<ResponseHook> responseHooks) {
    XrayFilter.Builder filter = XrayFilter.builder();
    recorder.ifUnique(filter::recorder);
    exclude(properties, environment, filter);
    filter.trustForwardedFor(properties.servlet().trustForwardedFor());
    if (properties.servlet().recordQuery()) {
      filter.recordQuery(properties.servlet().redactQuery().toArray(String[]::new));
    }
    requestHooks.orderedStream().forEach(filter::requestHook);
    responseHooks.orderedStream().forEach(filter::responseHook);
    return filter.build();
  }

  private static void exclude(
      XraysinkProperties properties, Environment environment, XrayFilter.Builder filter) {
    List<String> own = properties.servlet().excludeUrls();
    List<String> said = own == null ? properties.excludeUrls() : own;
    String expressions = said == null ? health(environment) : String.join(",", said);
    try {
      filter.excludeUrls(expressions);
    } catch (IllegalArgumentException wrong) {
      String name = own == null ? "exclude-urls" : "servlet.exclude-urls";
      throw Accepted.refused(name, expressions, wrong.getMessage());
    }
  }

  /** Asked every few seconds by whatever keeps the application running, and of no interest. */
  private static String health(Environment environment) {
    String base = environment.getProperty("management.endpoints.web.base-path", "/actuator");
    return Pattern.quote((base.equals("/") ? "" : base) + "/health") + "(/.*)?$";
  }

  /** With the filter declared here or by the application, unless it registers that itself. */
  @Bean
  @Conditional(OnUnregisteredFilter.class)
  @ConditionalOnBean(XrayFilter.class)
  FilterRegistrationBean<XrayFilter> xrayFilterRegistration(XrayFilter filter) {
    return new FirstFilter(filter);
  }

  /** Before filters of the highest precedence, too: those that set the encoding have it. */
  private static final class FirstFilter extends FilterRegistrationBean<XrayFilter>
      implements PriorityOrdered {

    FirstFilter(XrayFilter filter) {
      super(filter);
      setName("xrayFilter");
      setOrder(Ordered.HIGHEST_PRECEDENCE);
      setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
      setAsyncSupported(true);
    }
  }
}
