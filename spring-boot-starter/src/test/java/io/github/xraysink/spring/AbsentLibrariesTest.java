// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever optional library is absent, an application starts, answers and traces. The libraries are
 * really absent: each start has a class loader of its own without their jars.
 */
@Tag("slow")
class AbsentLibrariesTest {

  /**
   * What may be absent, each with a class that proves it. Where it has to do with requests, a web
   * server is started, which takes its time.
   */
  enum Library {
    AWS_SDK(
        false,
        "software.amazon.awssdk.core.SdkClient",
        "/software/amazon/awssdk/(?!utils-lite|ann)"),
    AWS_SDK_INTERCEPTOR(
        false, "com.amazonaws.xray.interceptors.TracingInterceptor", "recorder-sdk-aws-sdk-v2"),
    LOGS(false, "io.github.xraysink.logs.XrayMdc", "/cloudwatch-logs/|xraysink-logs"),
    TASKS(false, "io.github.xraysink.task.XrayTask", "/task-annotations/|xraysink-tasks"),
    SERVLET(
        true, "io.github.xraysink.servlet.jakarta.XrayFilter", "/servlet-filter/|xraysink-servlet"),
    CONTEXT_PROPAGATION(false, "io.micrometer.context.ContextRegistry", "/context-propagation-"),
    REACTOR(false, "reactor.core.publisher.Hooks", "/reactor-core-"),
    MICROMETER(
        false,
        "io.micrometer.core.instrument.MeterRegistry",
        "/micrometer-(core|jakarta9)|spring-boot-micrometer-metrics"),
    HEALTH(true, "org.springframework.boot.health.contributor.Health", "/spring-boot-health-"),
    ACTUATOR(
        true,
        "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
        "/spring-boot-(actuator|health|micrometer)"),
    LOGBACK(false, "ch.qos.logback.classic.Logger", "/logback-"),
    WEB(
        false,
        "jakarta.servlet.Filter",
        "/tomcat-|/spring-web|/spring-boot-(web|servlet|tomcat|http)|servlet-api");

    private final String proof;
    private final Predicate<String> jars;
    private final boolean web;

    Library(boolean web, String proof, String jars) {
      this.web = web;
      this.proof = proof;
      this.jars = Pattern.compile(jars).asPredicate();
    }
  }

  @ParameterizedTest
  @EnumSource
  void application_tracesWithout(Library library) throws Exception {
    List<String> traced = tracedWithout(List.of(library));

    boolean requests = library.web && library != Library.SERVLET;
    assertThat(traced).isEqualTo(requests ? List.of("job", "request") : List.of("job"));
  }

  @Test
  void application_tracesWithoutAnyOfThem() throws Exception {
    assertThat(tracedWithout(Arrays.asList(Library.values()))).containsExactly("job");
  }

  @SuppressWarnings("unchecked")
  private static List<String> tracedWithout(List<Library> absent) throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader some = loaderWithout(absent)) {
      for (Library library : absent) {
        assertThatThrownBy(() -> some.loadClass(library.proof))
            .isInstanceOf(ClassNotFoundException.class);
      }
      Thread.currentThread().setContextClassLoader(some);
      boolean web = absent.stream().allMatch(library -> library.web);
      return (List<String>) some.loadClass(MatrixApplication.class.getName())
          .getMethod("traced", boolean.class)
          .invoke(null, web);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static URLClassLoader loaderWithout(List<Library> absent) {
    URL[] urls = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> absent.stream()
            .noneMatch(library -> library.jars.test(entry.replace(File.separatorChar, '/'))))
        .map(AbsentLibrariesTest::url)
        .toArray(URL[]::new);
    return new URLClassLoader("some", urls, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalArgumentException(entry, impossible);
    }
  }
}
