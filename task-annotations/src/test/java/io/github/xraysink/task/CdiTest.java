// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayExtension;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import org.jboss.weld.environment.se.Weld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A CDI container of Weld's; run with Weld 5 and 6. */
@ExtendWith(XrayExtension.class)
class CdiTest {

  interface Reports {
    @XrayTask
    void fromTheInterface();
  }

  @ApplicationScoped
  static class Jobs implements Reports {
    @XrayTask(
        name = "nightly",
        annotations = {"tier", "gold"})
    public String named(@XrayParam("tenant") String tenant) {
      return XraySubsegments.call("work", () -> tenant);
    }

    @XrayTask
    public void failing(IOException failure) throws IOException {
      throw failure;
    }

    @XraySubsegment("part")
    public CompletableFuture<String> part(CompletableFuture<String> result) {
      return result;
    }

    @Override
    public void fromTheInterface() {}

    public void notRecorded() {}
  }

  private static SeContainer start(Class<?>... beans) {
    return SeContainerInitializer.newInstance().addBeanClasses(beans).initialize();
  }

  private static String url(CapturedTraces traces) {
    return traces.segments().get(0).json().at("/http/request/url").asText();
  }

  @Test
  void version_isTheOneThisRunIsFor() {
    assertThat(Weld.class.getPackage().getImplementationVersion())
        .startsWith(System.getProperty("weld.major", "5") + ".");
  }

  @Test
  void task_isATraceOfItsOwnNamedAfterTheRealClass(CapturedTraces traces) {
    try (SeContainer container = start(Jobs.class)) {
      Jobs jobs = container.select(Jobs.class).get();
      assertThat(jobs.named("acme")).isEqualTo("acme");
      jobs.notRecorded();
    }

    assertThat(traces).hasSegments("nightly").hasEntities(2);
    assertThat(traces)
        .entity("nightly")
        .hasAnnotation("tier", "gold")
        .hasAnnotation("tenant", "acme")
        .hasChildren("work");
    assertThat(url(traces)).isEqualTo("task://localhost/Jobs/named");
  }

  @Test
  void interfacesAnnotation_counts(CapturedTraces traces) {
    try (SeContainer container = start(Jobs.class)) {
      container.select(Reports.class).get().fromTheInterface();
    }

    assertThat(traces).hasEntities(1);
    assertThat(url(traces)).isEqualTo("task://localhost/Jobs/fromTheInterface");
  }

  @Test
  void exception_isTheSame(CapturedTraces traces) {
    IOException expected = new IOException();
    try (SeContainer container = start(Jobs.class)) {
      Jobs jobs = container.select(Jobs.class).get();
      assertThatThrownBy(() -> jobs.failing(expected)).isSameAs(expected);
    }

    assertThat(traces).entity("test").hasFault().hasExceptions(IOException.class);
  }

  @Test
  void insideATrace(AWSXRayRecorder recorder, CapturedTraces traces) {
    CompletableFuture<String> result = new CompletableFuture<>();
    try (SeContainer container = start(Jobs.class)) {
      Jobs jobs = container.select(Jobs.class).get();
      recorder.beginSegment("request");
      jobs.named("acme");
      assertThat(jobs.part(result)).isSameAs(result);
      recorder.endSegment();
      result.complete("x");
    }

    assertThat(traces).hasOneTrace().sentEachEntityOnce();
    assertThat(traces).entity("nightly").isChildOf("Create Task: Jobs/named");
    assertThat(traces).entity("part").isChildOf("request");
  }

  @ApplicationScoped
  static class Bad {
    @XrayTask(path = "///")
    public void job() {}
  }

  @Test
  void invalidPath_failsTheStartWithTheMethodsName() {
    assertThatThrownBy(() -> start(Bad.class).close())
        .hasStackTraceContaining(Bad.class.getName() + ".job()")
        .hasStackTraceContaining("accepted");
  }

  @jakarta.enterprise.context.Dependent
  static class Misused {
    @XrayTask
    private void hidden() {}

    public void caller() {
      hidden();
    }
  }

  @Test
  void misuse_isToldOnceAtTheStart() {
    List<String> logged = LogLines.during(
        XrayTasks.class, Level.WARNING, () -> start(Misused.class).close());

    assertThat(logged).singleElement().asString().contains("Misused.hidden() (private)");
  }
}
