// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.emitters.Emitter;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.testkit.CapturingEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.boot.task.SimpleAsyncTaskSchedulerBuilder;
import org.springframework.boot.task.ThreadPoolTaskExecutorBuilder;
import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.support.PeriodicTrigger;

class TasksTest {

  private final CapturingEmitter emitter = new CapturingEmitter();
  private final ApplicationContextRunner contexts = Contexts.plain()
      .withBean(Emitter.class, () -> emitter)
      .withPropertyValues("xraysink.sampling.mode=all");

  private static ThreadPoolTaskScheduler started(ThreadPoolTaskScheduler scheduler) {
    scheduler.afterPropertiesSet();
    return scheduler;
  }

  @Test
  void everyBuilderOfSpringBoot_carriesThePosition() {
    contexts.run(context -> {
      ThreadPoolTaskExecutor pool =
          context.getBean(ThreadPoolTaskExecutorBuilder.class).build();
      pool.afterPropertiesSet();
      ThreadPoolTaskScheduler scheduler =
          started(context.getBean(ThreadPoolTaskSchedulerBuilder.class).build());
      for (TaskExecutor executor : List.of(
          pool,
          scheduler,
          context.getBean(SimpleAsyncTaskExecutorBuilder.class).build(),
          context.getBean(SimpleAsyncTaskSchedulerBuilder.class).build())) {
        CountDownLatch ran = new CountDownLatch(1);
        XraySegments.run(executor.getClass().getSimpleName(), () -> {
          executor.execute(() -> {
            XraySubsegments.run("task", () -> {});
            ran.countDown();
          });
          ran.await();
        });
      }
      pool.shutdown();
      scheduler.shutdown();
    });

    assertThat(emitter.traces().segments())
        .hasSize(4)
        .allSatisfy(segment -> assertThat(segment.childNames()).containsExactly("task"));
  }

  static List<BiFunction<TaskScheduler, Runnable, ScheduledFuture<?>>> repeated() {
    return List.of(
        (scheduler, task) -> scheduler.scheduleAtFixedRate(task, Duration.ofMillis(5)),
        (scheduler, task) -> scheduler.scheduleWithFixedDelay(task, Duration.ofMillis(5)),
        (scheduler, task) -> scheduler.schedule(task, new PeriodicTrigger(Duration.ofMillis(5))));
  }

  @ParameterizedTest
  @MethodSource("repeated")
  void repeatedTask_inheritsNothing(
      BiFunction<TaskScheduler, Runnable, ScheduledFuture<?>> repeat) {
    contexts.run(context -> {
      ThreadPoolTaskScheduler scheduler =
          started(context.getBean(ThreadPoolTaskSchedulerBuilder.class).build());
      Queue<TraceSnapshot> seen = new ConcurrentLinkedQueue<>();
      CountDownLatch runs = new CountDownLatch(3);
      XraySegments.run("request", () -> {
        ScheduledFuture<?> future = repeat.apply(scheduler, () -> {
          seen.add(TraceSnapshot.capture());
          runs.countDown();
        });
        assertThat(runs.await(20, TimeUnit.SECONDS)).isTrue();
        future.cancel(false);
      });
      scheduler.shutdown();

      assertThat(seen).containsOnly(TraceSnapshot.none());
    });
  }

  @Test
  void oneShotTask_inherits() {
    contexts.run(context -> {
      ThreadPoolTaskScheduler scheduler =
          started(context.getBean(ThreadPoolTaskSchedulerBuilder.class).build());
      CountDownLatch ran = new CountDownLatch(1);
      XraySegments.run("request", () -> {
        scheduler.schedule(
            () -> {
              XraySubsegments.run("once", () -> {});
              ran.countDown();
            },
            Instant.now());
        ran.await();
      });
      scheduler.shutdown();
    });

    assertThat(emitter.traces()).entity("once").isChildOf("request");
  }

  @Test
  void decoratorOfTheApplication_isNotLost() {
    AtomicInteger decorated = new AtomicInteger();
    contexts
        .withBean("own", TaskDecorator.class, () -> task -> {
          decorated.incrementAndGet();
          return task;
        })
        .run(context -> {
          ThreadPoolTaskExecutor pool =
              context.getBean(ThreadPoolTaskExecutorBuilder.class).build();
          pool.afterPropertiesSet();
          pool.submit(() -> {}).get();
          pool.shutdown();
          assertThat(decorated).hasPositiveValue();
          assertThat(context.getBeansOfType(TaskDecorator.class))
              .hasSize(BootVersion.isAtLeast4() ? 2 : 1);
        });
  }
}
