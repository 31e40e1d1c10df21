// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XraySubsegments;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Whatever uses Micrometer's context propagation carries the position with no code of its user's:
 * Reactor, and Spring's task decorator.
 */
@ExtendWith(XrayExtension.class)
class ContextPropagationTest {

  private final Scheduler scheduler = Schedulers.newBoundedElastic(4, 100, "reactor-test");
  private final ExecutorService pool = Executors.newSingleThreadExecutor();
  private final ThreadPoolTaskExecutor spring = springExecutor();

  private static ThreadPoolTaskExecutor springExecutor() {
    ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
    executor.setCorePoolSize(2);
    executor.setTaskDecorator(new ContextPropagatingTaskDecorator());
    executor.initialize();
    return executor;
  }

  @BeforeAll
  static void carryAutomatically() {
    Hooks.enableAutomaticContextPropagation();
  }

  @AfterAll
  static void carryNoMore() {
    Hooks.disableAutomaticContextPropagation();
  }

  @AfterEach
  void end() throws InterruptedException {
    scheduler.disposeGracefully().block(Duration.ofSeconds(10));
    spring.shutdown();
    pool.shutdown();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private static String unit(String name) {
    return XraySubsegments.call(name, () -> name);
  }

  @Test
  void reactor_operatorsRunAtThePositionOfTheSubscriber(
      AWSXRayRecorder recorder, CapturedTraces traces) {
    recorder.beginSegment("request");
    recorder.beginSubsegment("position");
    List<String> names = Flux.just("a", "b", "c")
        .publishOn(scheduler)
        .map(ContextPropagationTest::unit)
        .collectList()
        .block(Duration.ofSeconds(10));
    recorder.endSubsegment();
    recorder.endSegment();

    assertThat(names).containsExactly("a", "b", "c");
    XrayAssertions.assertThat(traces).hasEntities(5).sentEachEntityOnce();
    XrayAssertions.assertThat(traces).entity("position").hasChildren("a", "b", "c");
  }

  @Test
  void reactor_concurrentInnerPublishersAreSiblings(
      AWSXRayRecorder recorder, CapturedTraces traces) {
    CountDownLatch allBegun = new CountDownLatch(3);
    recorder.beginSegment("request");
    Flux.just("a", "b", "c")
        .flatMap(name -> Mono.fromCallable(() -> XraySubsegments.call(name, () -> {
              allBegun.countDown();
              return allBegun.await(10, TimeUnit.SECONDS);
            }))
            .subscribeOn(scheduler))
        .blockLast(Duration.ofSeconds(10));
    recorder.endSegment();

    XrayAssertions.assertThat(traces).hasEntities(4).sentEachEntityOnce();
    XrayAssertions.assertThat(traces).entity("request").hasChildren("a", "b", "c");
  }

  @Test
  void reactor_twoSubscribersOfOnePublisherDoNotMix(
      AWSXRayRecorder recorder, CapturedTraces traces) {
    Mono<String> shared = Mono.just("work").publishOn(scheduler).map(ContextPropagationTest::unit);
    for (String request : List.of("first", "second")) {
      recorder.beginSegment(request);
      shared.block(Duration.ofSeconds(10));
      recorder.endSegment();
    }

    XrayAssertions.assertThat(traces).hasTraces(2).hasEntities(4).sentEachEntityOnce();
    XrayAssertions.assertThat(traces).entity("first").hasChildren("work");
    XrayAssertions.assertThat(traces).entity("second").hasChildren("work");
  }

  @Test
  void reactor_leavesNothingOnItsThreads(AWSXRayRecorder recorder) {
    recorder.beginSegment("request");
    Flux.range(0, 20)
        .flatMap(number -> Mono.fromCallable(() -> unit("work")).subscribeOn(scheduler))
        .blockLast(Duration.ofSeconds(10));
    recorder.endSegment();

    List<Optional<String>> left = Flux.range(0, 20)
        .flatMap(number ->
            Mono.fromCallable(() -> TraceSnapshot.capture().traceId()).subscribeOn(scheduler))
        .collectList()
        .block(Duration.ofSeconds(10));

    assertThat(left).hasSize(20).allMatch(Optional::isEmpty);
  }

  @Test
  void springTaskDecorator_carriesThePosition(AWSXRayRecorder recorder, CapturedTraces traces)
      throws Exception {
    recorder.beginSegment("request");
    recorder.beginSubsegment("position");
    Future<String> one = spring.submit(() -> unit("one"));
    Future<String> two = spring.submit(() -> unit("two"));
    assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo("one");
    assertThat(two.get(10, TimeUnit.SECONDS)).isEqualTo("two");
    recorder.endSubsegment();
    recorder.endSegment();

    XrayAssertions.assertThat(traces).sentEachEntityOnce();
    XrayAssertions.assertThat(traces).entity("position").hasChildren("one", "two");
    Future<Optional<String>> afterwards =
        spring.submit(() -> TraceSnapshot.capture().traceId());
    assertThat(afterwards.get(10, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void contextSnapshot_putsBackWhatTheThreadHad(AWSXRayRecorder recorder) throws Exception {
    recorder.beginSegment("request");
    ContextSnapshot snapshot =
        ContextSnapshotFactory.builder().clearMissing(true).build().captureAll();
    recorder.endSegment();

    Future<?> task = pool.submit(() -> {
      Entity worker = recorder.beginSegment("worker");
      try (ContextSnapshot.Scope scope = snapshot.setThreadLocals()) {
        assertThat(scope).isNotNull();
        assertThat(recorder.getTraceEntity().getName()).isEqualTo("request");
        recorder.endSegment();
      }
      assertThat(recorder.getTraceEntity()).isSameAs(worker);
      assertThat(worker.isInProgress()).isTrue();
      recorder.endSegment();
    });

    task.get(10, TimeUnit.SECONDS);
  }
}
