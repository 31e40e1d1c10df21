// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.servlet.jakarta.XrayFilter;
import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.CapturingEmitter;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What holds in a whole application, with Tomcat on a port of its own, whatever its threads are. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RunningApplication {

  private final boolean virtual;
  private ConfigurableApplicationContext application;
  private CapturedTraces traces;

  RunningApplication(boolean virtual) {
    this.virtual = virtual;
  }

  @BeforeAll
  void start() {
    application = new SpringApplicationBuilder(ShopApplication.class)
        .properties(
            "server.port=0",
            "spring.application.name=shop",
            "spring.main.banner-mode=off",
            "spring.threads.virtual.enabled=" + virtual,
            "xraysink.sampling.mode=all")
        .run();
    traces = application.getBean(CapturingEmitter.class).traces();
  }

  @AfterAll
  void stop() {
    application.close();
  }

  @BeforeEach
  void forget() {
    application.getBean(CapturingEmitter.class).clear();
  }

  /** The segment of the one request to that path, once it has been sent. */
  private CapturedEntity request(String path) {
    return sent(entity -> entity.isSegment() && url(entity).endsWith(path));
  }

  private CapturedEntity named(String name) {
    return sent(entity -> entity.name().equals(name));
  }

  private CapturedEntity sent(Predicate<CapturedEntity> which) {
    return Awaitility.await()
        .until(
            () -> traces.entities().stream()
                .filter(which)
                .filter(entity -> !entity.inProgress())
                .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static String url(CapturedEntity entity) {
    return entity.json().path("http").path("request").path("url").asText();
  }

  @Test
  void asyncMethods_areSiblingsBelowTheRequest() throws Exception {
    String threads = Http.get(application, "/orders").body();

    CapturedEntity request = request("/orders");
    assertThat(threads.contains("VirtualThread")).isEqualTo(virtual);
    assertThat(named("look-first")).isChildOf(request);
    assertThat(named("look-second")).isChildOf(request);
    assertThat(request).hasName("shop");
    assertThat(traces).hasOnlyValidDocuments().sentEachEntityOnce();
  }

  @Test
  void callableOfAController_isBelowTheRequest() throws Exception {
    Http.get(application, "/later");

    assertThat(named("later")).isChildOf(request("/later"));
  }

  @Test
  void scheduledTask_isATraceOfItsOwnEachTime() {
    Awaitility.await().until(() -> traces.byName("settle-one").size() >= 2);
    List<CapturedEntity> runs = traces.byName("settle-one");
    assertThat(runs.get(0).traceId()).isNotEqualTo(runs.get(1).traceId());
    assertThat(request("jobs/settle")).hasName("shop");
  }

  @Test
  void failure_isAFaultOfTheRequestOnly() throws Exception {
    int status = Http.get(application, "/fail").statusCode();

    assertThat(status).isEqualTo(500);
    assertThat(request("/fail")).hasFault();
    assertThat(traces.segments()).filteredOn(one -> url(one).endsWith("/error")).isEmpty();
  }

  @Test
  void filter_isBeforeAllOthers() throws Exception {
    String chain = Http.get(application, "/filters").body();

    assertThat(chain).contains("CharacterEncodingFilter");
    assertThat(chain.split(",")[0]).isEqualTo(XrayFilter.class.getName());
  }
}
