// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.CountingSampler;
import io.github.xraysink.testkit.XrayExtension;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The semantics of a task, without any framework. */
@ExtendWith(XrayExtension.class)
class XrayTasksTest {

  private final ExecutorService pool = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  private static JsonNode request(CapturedEntity entity) {
    return entity.json().path("http").path("request");
  }

  @Test
  void run_withoutTrace_isATraceOfItsOwn(CapturedTraces traces) {
    int result = XrayTasks.call("reports/nightly", () -> 3);

    assertThat(result).isEqualTo(3);
    assertThat(traces).hasSegments("test").hasSubsegments().sentEachEntityOnce();
    assertThat(traces).entity("test").hasNoParent().hasNoFault();
  }

  @Test
  void run_describesARequestThatNeverWas(CapturedTraces traces) {
    XrayTasks.run("reports/nightly", () -> {});

    JsonNode http = traces.entity("test").json().path("http");
    assertThat(http.has("response")).isFalse();
    JsonNode request = http.path("request");
    assertThat(request.path("url").asText()).isEqualTo("task://localhost/reports/nightly");
    assertThat(request.path("client_ip").asText()).isEqualTo("127.0.0.1");
    assertThat(request.path("user_agent").asText()).matches("^BackgroundTask xraysink/\\d\\S+");
    assertThat(request.has("method")).isFalse();
    assertThat(request.has("x_forwarded_for")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "something_else, something_else",
    "//a/b, a/b",
    "/x/y, x/y",
    "x/y, x/y",
    "a b/ü, a%20b/%C3%BC",
    "'  ', unnamed",
    "/, unnamed"
  })
  void path_isPartOfTheUrl(String path, String shown, CapturedTraces traces) {
    XrayTasks.run(path, () -> {});

    assertThat(request(traces.entity("test")).path("url").asText())
        .isEqualTo("task://localhost/" + shown);
  }

  @Test
  void name_isTheServicesUnlessGiven(CapturedTraces traces) {
    XrayTasks.task("a")
        .name("nightly")
        .annotation("tier", "gold")
        .annotation("n", 3)
        .run(() -> {});
    XrayTasks.task("a").annotation("dry", true).run(() -> {});

    assertThat(traces).hasSegments("nightly", "test");
    assertThat(traces).entity("nightly").hasAnnotation("tier", "gold").hasAnnotation("n", 3);
    assertThat(traces).entity("test").hasAnnotation("dry", true);
  }

  @Test
  void exception_isTheSameAndRecordedOnce(CapturedTraces traces) {
    IOException expected = new IOException("disk");

    Throwable thrown = catchThrowable(() -> XrayTasks.run("a", () -> {
      throw expected;
    }));

    assertThat(thrown).isSameAs(expected);
    assertThat(traces)
        .entity("test")
        .hasFault()
        .hasExceptions(IOException.class)
        .isSentOnce();
  }

  @Test
  void error_isRecordedToo(CapturedTraces traces) {
    AssertionError expected = new AssertionError("broken");

    assertThatThrownBy(() -> XrayTasks.run("a", () -> {
          throw expected;
        }))
        .isSameAs(expected);
    assertThat(traces).entity("test").hasFault().hasExceptions(AssertionError.class);
  }

  @Test
  void interrupt_isNoFaultAndTheFlagStaysAsTheWorkLeftIt(CapturedTraces traces) {
    assertThatThrownBy(() -> XrayTasks.run("a", () -> {
          throw new InterruptedException();
        }))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    XrayTasks.run("b", () -> Thread.currentThread().interrupt());
    assertThat(Thread.interrupted()).isTrue();

    CapturedEntity cancelled = traces.segments().get(0);
    assertThat(cancelled).hasNoFault().hasAnnotation("cancelled", true);
  }

  @Test
  void insideATrace_aSubsegmentLinksANewSegment(AWSXRayRecorder recorder, CapturedTraces traces) {
    recorder.beginSegment("request");
    Subsegment caller = recorder.beginSubsegment("caller");
    XrayTasks.task("Bot/answer").name("job").run(() -> XraySubsegments.run("work", () -> {}));
    assertThat(recorder.getTraceEntity()).isSameAs(caller);
    recorder.endSubsegment();
    recorder.endSegment();

    assertThat(traces).hasOneTrace().hasSegments("request", "job").sentEachEntityOnce();
    assertThat(traces).entity("caller").hasChildren("Create Task: Bot/answer");
    assertThat(traces).entity("job").isChildOf("Create Task: Bot/answer").hasChildren("work");
    assertThat(traces).entity("request").hasNoFault();
    CapturedEntity link = traces.entity("Create Task: Bot/answer");
    assertThat(link.json().has("namespace")).isFalse();
    assertThat(request(link).path("url").asText()).isEqualTo("task://localhost/Bot/answer");
    assertThat(request(link)).hasSize(1);
  }

  @Test
  void callerMayEndFirst(AWSXRayRecorder recorder, CapturedTraces traces) {
    recorder.beginSegment("request");
    Runnable later = XrayTasks.task("late").name("job").wrap(() -> {});
    recorder.endSegment();
    assertThat(traces).entity("request").isNotInProgress();

    later.run();

    assertThat(traces).hasOneTrace().hasSegments("request", "job");
    assertThat(traces).entity("job").isChildOf("Create Task: late");
  }

  @Test
  void taskOfAnEndedCaller_isLinkedById(AWSXRayRecorder recorder, CapturedTraces traces) {
    Segment request = recorder.beginSegment("request");
    TraceSnapshot late = TraceSnapshot.capture();
    recorder.endSegment();

    late.wrap(() -> XrayTasks.task("late").name("job").run(() -> {})).run();

    assertThat(traces).hasOneTrace().sentEachEntityOnce();
    assertThat(traces).entity("Create Task: late").hasParentId(request.getId());
    assertThat(traces).entity("job").isChildOf("Create Task: late");
  }

  @Test
  void wrap_takesTheCallersPositionAndLeavesTheWorkersAlone(
      AWSXRayRecorder recorder, CapturedTraces traces) {
    recorder.beginSegment("A");
    Runnable task = XrayTasks.task("t").name("job").wrap(() -> {});
    recorder.endSegment();

    Segment other = recorder.beginSegment("B");
    task.run();
    Entity after = recorder.getTraceEntity();
    recorder.endSegment();

    assertThat(after).isSameAs(other);
    assertThat(traces).entity("job").isInTrace(traces.entity("A").traceId());
    assertThat(traces).entity("B").hasNoChildren();
  }

  @Test
  void wrappedCallable_runsOnAPool(AWSXRayRecorder recorder, CapturedTraces traces)
      throws Exception {
    recorder.beginSegment("request");
    Future<String> result = pool.submit(XrayTasks.task("t").name("job").wrap(() -> "done"));
    recorder.endSegment();

    assertThat(result.get()).isEqualTo("done");
    traces.await(3);
    assertThat(traces).hasOneTrace().hasSegments("request", "job");
    assertThat(pool.submit(recorder::getTraceEntity).get()).isNull();
  }

  @Test
  void unsampledCaller_decidesForTheTask(AWSXRayRecorder recorder, CapturedTraces traces) {
    CountingSampler sampler = new CountingSampler(true);
    recorder.setSamplingStrategy(sampler);
    Segment request = recorder.beginSegment("request");
    request.setSampled(false);
    AtomicReference<String> header = new AtomicReference<>();
    XrayTasks.run("t", () -> header.set(TraceHeaders.current().toString()));
    recorder.endSegment();

    assertThat(traces).isEmpty();
    assertThat(sampler.asked()).isZero();
    assertThat(header.get()).contains("Sampled=0");
  }

  @Test
  void newTrace_isSampledByNameAndPath_askedOnce(AWSXRayRecorder recorder, CapturedTraces traces) {
    AtomicReference<String> asked = new AtomicReference<>("");
    recorder.setSamplingStrategy(new com.amazonaws.xray.strategy.sampling.SamplingStrategy() {
      @Override
      public com.amazonaws.xray.strategy.sampling.SamplingResponse shouldTrace(
          com.amazonaws.xray.strategy.sampling.SamplingRequest request) {
        asked.updateAndGet(
            before -> before + request.getService().get() + request.getUrl().get() + ";");
        return new com.amazonaws.xray.strategy.sampling.SamplingResponse(false);
      }

      @Override
      public boolean isForcedSamplingSupported() {
        return false;
      }
    });

    XrayTasks.run("reports/nightly", () -> XraySubsegments.run("work", () -> {}));

    assertThat(asked.get()).isEqualTo("test/reports/nightly;");
    assertThat(traces).isEmpty();
  }

  @Test
  void whatTheWorkCalls_isBelowTheTask(AWSXRayRecorder recorder, CapturedTraces traces) {
    XrayTasks.run("t", () -> {
      recorder.beginSubsegment("DynamoDb");
      recorder.endSubsegment();
    });

    assertThat(traces).entity("DynamoDb").isChildOf("test");
  }

  @Test
  void subsegmentsLeftOpen_doNotStayOnTheThread(AWSXRayRecorder recorder, CapturedTraces traces) {
    XrayTasks.run("t", () -> recorder.beginSubsegment("lost"));

    assertThat(recorder.getTraceEntity()).isNull();
    assertThat(traces).entity("test").isNotInProgress();
  }

  @Test
  void eachRun_isATraceOfItsOwn(CapturedTraces traces) {
    Runnable job = XrayTasks.task("t").eachRun(() -> {});

    job.run();
    job.run();
    job.run();

    assertThat(traces).hasTraces(3).hasEntities(3);
  }

  @Test
  void untraced_staysUntraced(CapturedTraces traces) {
    XraySegments.untraced(() -> XrayTasks.run("t", () -> XraySubsegments.run("work", () -> {})));

    assertThat(traces).isEmpty();
  }

  @Test
  void callAsync_returnsTheVeryStageAndEndsWithIt(CapturedTraces traces) {
    CompletableFuture<String> source = new CompletableFuture<>();

    CompletableFuture<String> returned = XrayTasks.callAsync("t", () -> source);
    assertThat(returned).isSameAs(source);
    assertThat(traces).isEmpty();

    source.completeExceptionally(new IOException("net"));
    assertThat(traces)
        .entity("test")
        .hasFault()
        .hasExceptions(IOException.class)
        .isSentOnce();
  }

  @Test
  void callAsync_cancelReachesTheSourceAndIsNoFault(CapturedTraces traces) {
    CompletableFuture<String> source = new CompletableFuture<>();

    XrayTasks.callAsync("t", () -> source).cancel(true);

    assertThat(source).isCancelled();
    assertThat(traces).entity("test").hasNoFault().hasAnnotation("cancelled", true);
  }

  @Test
  void callAsync_thatThrowsOrReturnsNothing_endsAtOnce(CapturedTraces traces) {
    CompletableFuture<String> none = XrayTasks.callAsync("t", () -> null);
    assertThat(none).isNull();
    assertThatThrownBy(() -> XrayTasks.<CompletableFuture<String>>callAsync("t", () -> {
          throw new CancellationException();
        }))
        .isInstanceOf(CancellationException.class);

    assertThat(traces).hasEntities(2).sentEachEntityOnce();
  }

  @Test
  void future_endsWhenItIsDone(CapturedTraces traces) {
    FutureTask<String> future = new FutureTask<>(() -> {
      throw new IOException("net");
    });

    Future<String> returned = XrayTasks.call("t", () -> future);
    assertThat(returned).isSameAs(future);
    assertThat(traces).isEmpty();
    future.run();

    traces.await(1);
    assertThat(traces).entity("test").hasFault().hasExceptions(IOException.class);
  }

  @Test
  void future_doneOrCancelled(CapturedTraces traces) {
    FutureTask<String> done = new FutureTask<>(() -> "x");
    done.run();
    XrayTasks.call("t", () -> done);
    assertThat(traces).hasEntities(1);
    FutureTask<String> cancelled = new FutureTask<>(() -> "x");
    XrayTasks.call("t", () -> cancelled).cancel(true);

    traces.await(2);
    assertThat(traces.segments().get(1)).hasNoFault().hasAnnotation("cancelled", true);
  }

  @Test
  void futureWatch_threadGoesWhenThereIsNothingToWatch(CapturedTraces traces) throws Exception {
    FutureTask<String> future = new FutureTask<>(() -> "x");
    XrayTasks.call("t", () -> future);
    Thread watcher = Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("xraysink-futures"))
        .findFirst()
        .orElseThrow();
    future.run();

    watcher.join(TimeUnit.SECONDS.toMillis(10));
    assertThat(watcher.isAlive()).isFalse();
    traces.await(1);
  }
}
