// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.SpringVersion;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.support.CronTrigger;

/** Spring's own schedulers, executors and events; run with Spring Framework 6 and 7. */
@ExtendWith(XrayExtension.class)
class SpringTest {

  @Configuration
  @EnableScheduling
  @EnableAsync
  static class Basics {
    @Bean
    static XrayTaskAspect xrayTaskAspect() {
      return new XrayTaskAspect();
    }

    @Bean
    AtomicReference<Throwable> handled() {
      return new AtomicReference<>();
    }

    @Bean
    ThreadPoolTaskScheduler taskScheduler(AtomicReference<Throwable> handled) {
      ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
      scheduler.setPoolSize(3);
      scheduler.setErrorHandler(handled::set);
      return scheduler;
    }

    @Bean
    Executor taskExecutor() {
      return new SimpleAsyncTaskExecutor("async-");
    }
  }

  private static AnnotationConfigApplicationContext start(Class<?>... beans) {
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test", Map.of("job.path", "from/properties")));
    context.register(Basics.class);
    if (beans.length > 0) {
      context.register(beans);
    }
    context.refresh();
    return context;
  }

  private static List<String> urls(CapturedTraces traces) {
    return traces.segments().stream()
        .map(one -> one.json().path("http").path("request").path("url").asText())
        .distinct()
        .toList();
  }

  @Test
  void version_isTheOneThisRunIsFor() {
    assertThat(SpringVersion.getVersion())
        .startsWith(System.getProperty("spring.major", "6") + ".");
  }

  static class FixedRate {
    final CountDownLatch bothRun = new CountDownLatch(2);

    @Scheduled(fixedRate = 10)
    @Async
    @XrayTask
    public void overlapping() throws InterruptedException {
      bothRun.countDown();
      bothRun.await();
      XraySubsegments.run("work", () -> {});
    }
  }

  @Test
  void scheduledAtFixedRate_overlappingRunsHaveTracesOfTheirOwn(CapturedTraces traces) {
    try (var context = start(FixedRate.class)) {
      assertThat(AopUtils.isCglibProxy(context.getBean(FixedRate.class))).isTrue();
      traces.await(4);
    }

    assertThat(traces.segments()).extracting(CapturedEntity::traceId).doesNotHaveDuplicates();
    assertThat(urls(traces)).containsExactly("task://localhost/FixedRate/overlapping");
    assertThat(traces.segments()).allSatisfy(one -> assertThat(one).hasNoParent());
  }

  static class Failing {
    @SuppressWarnings("StaticAssignmentOfThrowable") // which instance it is, is the question
    static final IllegalStateException FAILURE = new IllegalStateException("first run");

    final AtomicInteger runs = new AtomicInteger();

    @Scheduled(fixedDelay = 5)
    @XrayTask(path = "${job.path}")
    public void job() {
      if (runs.incrementAndGet() == 1) {
        throw FAILURE;
      }
    }
  }

  @Test
  void scheduledRunThatThrows_reachesTheErrorHandlerAndTheNextRunHappens(CapturedTraces traces) {
    try (var context = start(Failing.class)) {
      traces.await(2);
      assertThat(context.getBean(AtomicReference.class).get()).isSameAs(Failing.FAILURE);
    }

    assertThat(traces.segments().get(0)).hasFault().hasExceptions(IllegalStateException.class);
    assertThat(traces.segments().get(1)).hasNoFault();
    assertThat(traces.segments()).extracting(CapturedEntity::traceId).doesNotHaveDuplicates();
    assertThat(urls(traces)).containsExactly("task://localhost/from/properties");
  }

  static class Cron {
    @Scheduled(cron = "* * * * * *")
    @XrayTask
    public void tick() {}
  }

  @Test
  void cronTrigger(CapturedTraces traces) {
    try (var context = start(Cron.class)) {
      traces.await(2);
    }

    assertThat(traces.traceIds()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(urls(traces)).containsExactly("task://localhost/Cron/tick");
  }

  @Test
  void taskScheduler_programmatically(CapturedTraces traces) {
    try (var context = start()) {
      ThreadPoolTaskScheduler scheduler = context.getBean(ThreadPoolTaskScheduler.class);
      ScheduledFuture<?> rate = scheduler.scheduleAtFixedRate(
          XrayTasks.task("rate").eachRun(() -> {}), Duration.ofMillis(5));
      ScheduledFuture<?> cron = scheduler.schedule(
          XrayTasks.task("cron").eachRun(() -> {}), new CronTrigger("* * * * * *"));
      ScheduledFuture<?> once = scheduler.schedule(XrayTasks.wrap("once", () -> {}), Instant.now());
      org.awaitility.Awaitility.await().until(() -> urls(traces).size() == 3);
      assertThat(rate.cancel(false)).isTrue();
      assertThat(cron.cancel(false)).isTrue();
      assertThat(once.isCancelled()).isFalse();
    }

    assertThat(traces.segments()).extracting(CapturedEntity::traceId).doesNotHaveDuplicates();
  }

  static class Background {
    @Async
    @XrayTask
    public void fireAndForget() {
      XraySubsegments.run("work", () -> {});
    }

    @Async
    @XrayTask
    public CompletableFuture<String> result(CompletableFuture<String> source) {
      return source;
    }

    @Async
    @XraySubsegment("part")
    public void part() {
      XraySubsegments.run("work", () -> {});
    }
  }

  @Test
  void async_belongsToTheRequestThatEndedBefore(AWSXRayRecorder recorder, CapturedTraces traces) {
    try (var context = start(Background.class)) {
      Background background = context.getBean(Background.class);
      recorder.beginSegment("request");
      background.fireAndForget();
      recorder.endSegment();
      traces.await(4);
    }

    assertThat(traces).hasOneTrace().hasSegments("request", "test").sentEachEntityOnce();
    assertThat(traces)
        .entity("test")
        .isChildOf("Create Task: Background/fireAndForget")
        .hasChildren("work");
    assertThat(traces).entity("request").hasChildren("Create Task: Background/fireAndForget");
  }

  @Test
  void asyncResult_endsTheSegmentAndPassesOn(AWSXRayRecorder recorder, CapturedTraces traces) {
    try (var context = start(Background.class)) {
      CompletableFuture<String> source = new CompletableFuture<>();
      CompletableFuture<String> returned = context.getBean(Background.class).result(source);
      assertThat(traces).isEmpty();
      source.completeExceptionally(new IllegalStateException("late"));
      assertThatThrownBy(returned::join).hasRootCauseInstanceOf(IllegalStateException.class);
      traces.await(1);
    }

    assertThat(traces).entity("test").hasFault().hasExceptions(IllegalStateException.class);
  }

  @Test
  void asyncSubsegment_isBelowTheCaller(AWSXRayRecorder recorder, CapturedTraces traces) {
    try (var context = start(Background.class)) {
      recorder.beginSegment("request");
      context.getBean(Background.class).part();
      recorder.endSegment();
      traces.await(3);
    }

    assertThat(traces).entity("part").isChildOf("request").hasChildren("work").isSentOnce();
  }

  @Test
  void async_insideOrOutside_isOneSegmentForTheWholeWork(
      AWSXRayRecorder recorder, CapturedTraces traces) {
    ExecutorService pool = XrayExecutors.propagating(Executors.newSingleThreadExecutor());
    AsyncAnnotationBeanPostProcessor async = new AsyncAnnotationBeanPostProcessor();
    async.configure(() -> pool, null);
    async.setBeanFactory(new AnnotationConfigApplicationContext().getBeanFactory());
    XrayTaskAspect aspect = new XrayTaskAspect();
    Background asyncFirst = (Background) aspect.postProcessAfterInitialization(
        async.postProcessAfterInitialization(asyncable(), "b"), "b");
    Background aspectFirst = (Background) async.postProcessAfterInitialization(
        aspect.postProcessAfterInitialization(asyncable(), "b"), "b");

    for (Background background : List.of(asyncFirst, aspectFirst)) {
      recorder.beginSegment("request");
      background.fireAndForget();
      recorder.endSegment();
    }
    traces.await(8);
    pool.shutdownNow();

    assertThat(traces).hasTraces(2).sentEachEntityOnce();
    assertThat(traces.byName("test"))
        .hasSize(2)
        .allSatisfy(one -> assertThat(one).hasChildren("work"));
    assertThat(traces.byName("request"))
        .allSatisfy(one -> assertThat(one).hasChildren("Create Task: Background/fireAndForget"));
  }

  /** Async's post-processor takes only proxies of classes it may subclass. */
  private static Background asyncable() {
    ProxyFactory factory = new ProxyFactory(new Background());
    factory.setProxyTargetClass(true);
    return (Background) factory.getProxy();
  }

  record Ordered(String id) {}

  static class Events {
    @EventListener
    @XrayTask
    public void on(Ordered event) {
      XraySubsegments.run("handle " + event.id(), () -> {});
    }
  }

  @Test
  void eventListener(AWSXRayRecorder recorder, CapturedTraces traces) {
    try (var context = start(Events.class)) {
      recorder.beginSegment("request");
      context.publishEvent(new Ordered("a"));
      recorder.endSegment();
    }

    assertThat(traces).hasOneTrace().hasSegments("request", "test");
    assertThat(traces).entity("test").isChildOf("Create Task: Events/on").hasChildren("handle a");
  }

  interface Greeter {
    @XrayTask
    String greet(@XrayParam("who") String name);
  }

  static class RealGreeter implements Greeter {
    @Override
    public String greet(String name) {
      return "hello " + name;
    }

    @XrayTask
    public String alsoGreet(Greeter self) {
      return self.greet("again");
    }
  }

  @Test
  void interfaceMethod_isRecordedOnce(CapturedTraces traces) {
    try (var context = start(RealGreeter.class)) {
      Greeter greeter = context.getBean(Greeter.class);
      assertThat(XrayTasks.proxy(Greeter.class, greeter).greet("you")).isEqualTo("hello you");
    }

    assertThat(traces).hasEntities(1).entity("test").hasAnnotation("who", "you");
  }

  @Test
  void callThroughTheBeanFromWithin_isATaskOfItsOwn(CapturedTraces traces) {
    try (var context = start(RealGreeter.class)) {
      context.getBean(RealGreeter.class).alsoGreet(context.getBean(Greeter.class));
    }

    assertThat(traces).hasOneTrace().hasSegments("test", "test");
  }

  static class BadPath {
    @XrayTask(path = "/")
    public void job() {}
  }

  static class Unresolved {
    @XrayTask(path = "${not.there}")
    public void job() {}
  }

  @Test
  void invalidPath_failsTheStartWithTheMethodsName() {
    assertThatThrownBy(() -> start(BadPath.class))
        .rootCause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(BadPath.class.getName() + ".job()")
        .hasMessageContaining("accepted");
    assertThatThrownBy(() -> start(Unresolved.class))
        .hasStackTraceContaining(Unresolved.class.getName() + ".job()");
  }

  static class Misused {
    @XrayTask
    public final void sealed() {}

    @XrayTask
    public void selfCalled() {}

    public void caller() {
      selfCalled();
    }
  }

  static final class FinalBean {
    @XrayTask
    public void job() {}
  }

  @Test
  void misuse_isToldOnceWhenTheContextStarts() {
    List<String> logged = LogLines.during(
        XrayTasks.class, Level.WARNING, () -> start(Misused.class).close());
    assertThat(logged).hasSize(1);
    assertThat(logged.get(0))
        .contains("sealed() (final)", "selfCalled() (called by its own class)");

    List<String> ofFinal = LogLines.during(
        XrayTaskAspect.class, Level.WARNING, () -> start(FinalBean.class).close());
    assertThat(ofFinal).singleElement().asString().contains("FinalBean is final");
  }

  static class Unrelated {}

  @Test
  void beanWithoutAnnotations_isLeftAsItIs() {
    try (var context = start(Unrelated.class)) {
      assertThat(context.getBean(Unrelated.class).getClass()).isSameAs(Unrelated.class);
    }
  }
}
