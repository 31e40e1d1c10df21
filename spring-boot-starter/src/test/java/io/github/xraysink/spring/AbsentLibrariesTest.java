// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.servlet.jakarta.XrayFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.FilteredClassLoader;

/** Whatever optional library is absent, the rest starts and works. */
class AbsentLibrariesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "software.amazon.awssdk",
        "com.amazonaws.xray.interceptors",
        "io.github.xraysink.logs",
        "io.github.xraysink.servlet",
        "io.github.xraysink.task",
        "io.micrometer.context",
        "io.micrometer.core",
        "jakarta.servlet",
        "org.springframework.boot.actuate",
        "org.springframework.boot.health",
        "org.springframework.web",
        "reactor",
        "ch.qos.logback",
        "org.aspectj"
      })
  void application_startsWithout(String library) {
    Contexts.plain()
        .withClassLoader(new FilteredClassLoader(library))
        .withPropertyValues("xraysink.sampling.mode=none")
        .run(context -> {
          assertThat(context).hasNotFailed().hasSingleBean(AWSXRayRecorder.class);
          AWSXRay.createSegment("works", () -> {});
        });
    if (!library.equals("jakarta.servlet") && !library.equals("org.springframework.web")) {
      Contexts.web()
          .withClassLoader(new FilteredClassLoader(library))
          .run(context -> assertThat(context)
              .hasNotFailed()
              .getBeans(XrayFilter.class)
              .hasSize(library.equals("io.github.xraysink.servlet") ? 0 : 1));
    }
  }

  @Test
  void application_startsWithoutAnyOfThem() {
    Contexts.plain()
        .withClassLoader(new FilteredClassLoader(
            "software.amazon.awssdk",
            "com.amazonaws.xray.interceptors",
            "io.github.xraysink.logs",
            "io.github.xraysink.servlet",
            "io.github.xraysink.task",
            "io.micrometer",
            "jakarta.servlet",
            "org.springframework.boot.actuate",
            "org.springframework.boot.health",
            "org.springframework.web",
            "reactor",
            "ch.qos.logback"))
        .run(context -> assertThat(context).hasNotFailed().hasSingleBean(AWSXRayRecorder.class));
  }
}
