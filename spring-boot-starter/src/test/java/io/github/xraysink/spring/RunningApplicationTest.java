// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.xraysink.servlet.jakarta.XrayFilter;
import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.CapturingEmitter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole application with Tomcat on a port of its own, on platform threads and on virtual ones. */
@Timeout(60)
class RunningApplicationTest {

  private static final Map<Boolean, ConfigurableApplicationContext> STARTED = new HashMap<>();

  private ConfigurableApplicationContext application;

  /** One application for each kind of threads, started when first asked for. */
  private CapturedTraces start(boolean virtual) {
    assumeTrue(
        !virtual || Runtime.version().feature() >= 21, "virtual threads need Java 21 or newer");
    application = STARTED.computeIfAbsent(virtual, RunningApplicationTest::started);
    CapturingEmitter emitter = application.getBean(CapturingEmitter.class);
    emitter.clear();
    return emitter.traces();
  }

  private static ConfigurableApplicationContext started(boolean virtual) {
    return new SpringApplicationBuilder(ShopApplication.class)
        .properties(
            "server.port=0",
            "spring.application.name=shop",
            "spring.main.banner-mode=off",
            "spring.threads.virtual.enabled=" + virtual,
            "xraysink.sampling.mode=all")
        .run();
  }

  @AfterAll
  static void stop() {
    STARTED.values().forEach(ConfigurableApplicationContext::close);
    STARTED.clear();
  }

  /** The segment of the one request to that path, once it has been sent. */
  private static CapturedEntity request(CapturedTraces traces, String path) {
    return sent(traces, entity -> entity.isSegment() && url(entity).endsWith(path));
  }

  private static CapturedEntity named(CapturedTraces traces, String name) {
    return sent(traces, entity -> entity.name().equals(name));
  }

  private static CapturedEntity sent(CapturedTraces traces, Predicate<CapturedEntity> which) {
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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void asyncMethods_areSiblingsBelowTheRequest(boolean virtual) throws Exception {
    CapturedTraces traces = start(virtual);

    String threads = Http.get(application, "/orders").body();

    CapturedEntity request = request(traces, "/orders");
    assertThat(threads.contains("VirtualThread")).isEqualTo(virtual);
    assertThat(named(traces, "look-first")).isChildOf(request);
    assertThat(named(traces, "look-second")).isChildOf(request);
    assertThat(request).hasName("shop");
    assertThat(traces).hasOnlyValidDocuments().sentEachEntityOnce();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void callableOfAController_isBelowTheRequest(boolean virtual) throws Exception {
    CapturedTraces traces = start(virtual);

    Http.get(application, "/later");

    assertThat(named(traces, "later")).isChildOf(request(traces, "/later"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void scheduledTask_isATraceOfItsOwnEachTime(boolean virtual) throws Exception {
    CapturedTraces traces = start(virtual);

    application.getBean(ShopApplication.Jobs.class).awaitTwoRuns();

    Awaitility.await().until(() -> traces.byName("settle-one").size() >= 2);
    List<CapturedEntity> runs = traces.byName("settle-one");
    assertThat(runs.get(0).traceId()).isNotEqualTo(runs.get(1).traceId());
    assertThat(traces.segments())
        .anySatisfy(segment -> assertThat(url(segment)).endsWith("jobs/settle"));
  }

  @Test
  void oneShotTask_inheritsTheRequest() throws Exception {
    CapturedTraces traces = start(false);

    Http.get(application, "/schedule");

    assertThat(named(traces, "scheduled")).isChildOf(request(traces, "/schedule"));
  }

  @Test
  void failure_isAFaultOfTheRequestOnly() throws Exception {
    CapturedTraces traces = start(false);

    int status = Http.get(application, "/fail").statusCode();

    assertThat(status).isEqualTo(500);
    assertThat(request(traces, "/fail")).hasFault();
    assertThat(traces.segments()).filteredOn(one -> url(one).endsWith("/error")).isEmpty();
  }

  @Test
  void filter_isBeforeAllOthers() throws Exception {
    start(false);

    String chain = Http.get(application, "/filters").body();

    assertThat(chain).contains("CharacterEncodingFilter");
    assertThat(chain.split(",")[0]).isEqualTo(XrayFilter.class.getName());
  }
}
