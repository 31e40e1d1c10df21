// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayExtension;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.simpl.PropertySettingJobFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** The code blocks of the README, compiled and run. */
@ExtendWith(XrayExtension.class)
class QuickStartTest {

  private final AtomicInteger done = new AtomicInteger();

  private void build() {
    done.incrementAndGet();
  }

  private void answer(String question) {
    assertThat(question).isEqualTo("?");
    done.incrementAndGet();
  }

  private void refresh() {
    done.incrementAndGet();
  }

  @Test
  void programmatic(AWSXRayRecorder recorder, CapturedTraces traces) {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    String question = "?";
    // region: programmatic
    XrayTasks.run("reports/nightly", () -> build());
    pool.execute(XrayTasks.wrap("bot/answer", () -> answer(question)));
    ScheduledFuture<?> series =
        XrayTasks.every(scheduler, "cache/refresh", Duration.ofMillis(500), () -> refresh());
    // end region
    traces.await(3);
    assertThat(series.cancel(false)).isTrue();
    scheduler.shutdownNow();
    pool.shutdownNow();
    assertThat(traces.traceIds().size()).isGreaterThanOrEqualTo(3);
    assertThat(done.get()).isGreaterThanOrEqualTo(3);
  }

  // region: proxy
  interface Reports {
    @XrayTask
    CompletableFuture<Integer> build(@XrayParam("tenant") String tenant);
  }

  static Reports traced(Reports real) {
    return XrayTasks.proxy(Reports.class, real);
  }
  // end region

  @Test
  void proxy(CapturedTraces traces) {
    assertThat(
            traced(tenant -> CompletableFuture.completedFuture(3)).build("acme").join())
        .isEqualTo(3);
    assertThat(traces).entity("test").hasAnnotation("tenant", "acme");
  }

  // region: spring
  @Configuration
  @EnableScheduling
  @EnableAsync
  static class Tracing {
    @Bean
    static XrayTaskAspect xrayTaskAspect() {
      return new XrayTaskAspect();
    }
  }

  static class Jobs {
    @Scheduled(fixedRate = 60_000)
    @XrayTask
    public void settle() {}

    @Async
    @XrayTask(path = "bot/answer")
    public void answer(@XrayParam("channel") String channel) {}

    @XraySubsegment
    public int count() {
      return 3;
    }
  }
  // end region

  @Test
  void spring(AWSXRayRecorder recorder, CapturedTraces traces) {
    try (var context = new AnnotationConfigApplicationContext(Tracing.class, Jobs.class)) {
      traces.await(1);
      recorder.beginSegment("request");
      context.getBean(Jobs.class).answer("general");
      context.getBean(Jobs.class).count();
      recorder.endSegment();
      traces.await(5);
    }
    assertThat(traces)
        .hasTraces(2)
        .entity("request")
        .hasChildren("Create Task: bot/answer", "count");
  }

  @Test
  void quartz() throws SchedulerException {
    Scheduler scheduler = new StdSchedulerFactory().getScheduler();
    // region: quartz
    scheduler.setJobFactory(XrayJobFactory.around(new PropertySettingJobFactory()));
    // end region
    assertThat(scheduler.isStarted()).isFalse();
    scheduler.shutdown();
  }

  @Test
  void heartbeat() {
    ConcurrentHashMap<String, LongAdder> runs = new ConcurrentHashMap<>();
    // region: heartbeat
    TaskListener heartbeat = new TaskListener() {
      @Override
      public void ended(
          TaskRun run, TaskOutcome outcome, Duration took, @Nullable Throwable thrown) {
        runs.computeIfAbsent(run.path() + " " + outcome, key -> new LongAdder()).increment();
      }
    };
    TaskListener.add(heartbeat);
    // end region
    XrayTasks.run("beat", () -> {});
    TaskListener.remove(heartbeat);
    assertThat(runs).containsOnlyKeys("beat SUCCEEDED");
  }
}
