// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.emitters.Emitter;
import io.github.xraysink.servlet.jakarta.RequestHook;
import io.github.xraysink.servlet.jakarta.XrayFilter;
import io.github.xraysink.testkit.CapturingEmitter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ServletTest {

  private final CapturingEmitter emitter = new CapturingEmitter();
  private final WebApplicationContextRunner web = Contexts.web()
      .withBean(Emitter.class, () -> emitter)
      .withPropertyValues("xraysink.sampling.mode=all", "spring.application.name=shop");

  private static void get(ApplicationContext context, String path) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
    if (path.contains("?")) {
      request.setRequestURI(path.substring(0, path.indexOf('?')));
      request.setQueryString(path.substring(path.indexOf('?') + 1));
    }
    request.setRemoteAddr("10.0.0.1");
    request.addHeader("X-Forwarded-For", "10.0.0.2");
    Filter filter = context.getBean(FilterRegistrationBean.class).getFilter();
    filter.doFilter(request, new MockHttpServletResponse(), new MockFilterChain());
  }

  private String lastRequest(String field) {
    return emitter
        .traces()
        .segments()
        .get(emitter.traces().segments().size() - 1)
        .json()
        .path("http")
        .path("request")
        .path(field)
        .asText();
  }

  @Test
  void filter_isRegisteredForAllDispatcherTypes() {
    web.run(context -> {
      FilterRegistrationBean<?> registration = context.getBean(FilterRegistrationBean.class);

      assertThat(registration.determineDispatcherTypes())
          .isEqualTo(EnumSet.allOf(DispatcherType.class));
      assertThat(registration.isAsyncSupported()).isTrue();
      assertThat(registration.getFilter()).isInstanceOf(XrayFilter.class);
    });
  }

  @Test
  void health_isNotTracedUnlessSaid() {
    web.run(context -> {
      get(context, "/actuator/health");
      get(context, "/actuator/health/liveness");
      get(context, "/actuator/healthy");
    });
    web.withPropertyValues("management.endpoints.web.base-path=/manage")
        .run(context -> get(context, "/manage/health"));
    assertThat(emitter.traces().segments()).hasSize(1);

    web.withPropertyValues("xraysink.exclude-urls=")
        .run(context -> get(context, "/actuator/health"));
    assertThat(emitter.traces().segments()).hasSize(2);
  }

  @Test
  void exclusions_areThoseNamed() {
    web.withPropertyValues("xraysink.exclude-urls=/ping$,^http://localhost/static/")
        .run(context -> {
          get(context, "/ping");
          get(context, "/static/app.js");
          get(context, "/orders");
        });
    web.withPropertyValues("xraysink.exclude-urls=/ping$", "xraysink.servlet.exclude-urls=/pong$")
        .run(context -> {
          get(context, "/ping");
          get(context, "/pong");
        });

    assertThat(emitter.traces().segments())
        .extracting(segment -> segment.json().at("/http/request/url").asText())
        .containsExactly("http://localhost/orders", "http://localhost/ping");
  }

  @Test
  void queryAndForwardedFor_areRecordedOnRequest() {
    web.run(context -> get(context, "/orders?token=secret"));
    assertThat(lastRequest("url")).isEqualTo("http://localhost/orders");
    assertThat(lastRequest("client_ip")).isEqualTo("10.0.0.1");

    web.withPropertyValues(
            "xraysink.servlet.record-query=true",
            "xraysink.servlet.redact-query=token",
            "xraysink.servlet.trust-forwarded-for=true")
        .run(context -> get(context, "/orders?token=secret&page=2"));
    assertThat(lastRequest("url")).contains("page=2").doesNotContain("secret");
    assertThat(lastRequest("client_ip")).isEqualTo("10.0.0.2");
  }

  @Test
  void hooksOfTheApplication_areCalled() {
    web.withBean(
            RequestHook.class, () -> (segment, request) -> segment.putAnnotation("tenant", "acme"))
        .run(context -> get(context, "/orders"));

    assertThat(emitter.traces()).entity("shop").hasAnnotation("tenant", "acme");
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnFilter {
    @Bean
    XrayFilter own() {
      return XrayFilter.builder().segmentName("own").build();
    }
  }

  @Test
  void filterOfTheApplication_isRegisteredInsteadOfOurs() {
    web.withUserConfiguration(OwnFilter.class).run(context -> {
      assertThat(context).hasSingleBean(XrayFilter.class);
      get(context, "/orders");
    });

    assertThat(emitter.traces()).hasSegments("own");
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnRegistration {
    @Bean
    FilterRegistrationBean<XrayFilter> ownRegistration() {
      return new FilterRegistrationBean<>(
          XrayFilter.builder().segmentName("own").build());
    }

    @Bean
    FilterRegistrationBean<Filter> another() {
      return new FilterRegistrationBean<>((request, response, chain) -> {});
    }
  }

  @Test
  void registrationOfTheApplication_replacesOurs() {
    web.withUserConfiguration(OwnRegistration.class).run(context -> {
      assertThat(context).doesNotHaveBean(XrayFilter.class);
      assertThat(context.getBeansOfType(FilterRegistrationBean.class))
          .containsOnlyKeys("ownRegistration", "another");
    });
  }
}
