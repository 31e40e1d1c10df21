// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.task.XrayParam;
import io.github.xraysink.task.XrayTask;
import io.github.xraysink.task.XrayTasks;
import io.github.xraysink.testkit.CapturedEntity;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayExtension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Ten thousand lines from eight threads in eight traces, printed by another thread: which trace a
 * line belongs to is told by its message, which trace that is by the documents sent.
 */
@Tag("logback")
@Timeout(120)
class CorrelationTest {

  private static final int TRACES = 8;
  private static final int LINES = 10_000;
  private static final int LINES_OF_A_TRACE = LINES / TRACES;
  private static final int LINES_OF_A_TASK = 5;
  private static final String UNRELATED = "unrelated";
  // The trace as a word prints it, as the MDC holds it, and where the line says it belongs.
  private static final String PATTERN = "%xrayTraceId{none} %X{traceId:-none} %msg";

  @RegisterExtension
  final LogbackExtension logback = new LogbackExtension();

  @RegisterExtension
  final XrayExtension xray = XrayExtension.builder().global().build();

  private final ExecutorService threads = Executors.newFixedThreadPool(TRACES);

  @AfterEach
  void shutdown() {
    threads.shutdownNow();
  }

  private void configure() {
    logback.configure("<contextListener class='io.github.xraysink.logs.XrayMdcContextListener'/>"
        + LogbackExtension.words()
        + LogbackExtension.collecting("LINES", PATTERN)
        + LogbackExtension.async("LATER", "LINES")
        + LogbackExtension.root("LATER"));
  }

  /** The lines of one task, in two subsegments, which belong to {@code trace}. */
  private void task(String trace) {
    for (int i = 0; i < LINES_OF_A_TASK; i++) {
      XraySubsegments.run("step", () -> logback.log.info(trace));
    }
  }

  /** Eight segments, each begun on a thread of its own, hand their lines over to {@code pool}. */
  private void handOver(AWSXRayRecorder recorder, ExecutorService pool) throws Exception {
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < TRACES; i++) {
      String trace = "trace-" + i;
      Thread caller = new Thread(() -> recorder.createSegment(trace, () -> {
        List<Future<?>> tasks = new ArrayList<>();
        for (int at = 0; at < LINES_OF_A_TRACE; at += LINES_OF_A_TASK) {
          tasks.add(pool.submit(() -> task(trace)));
        }
        tasks.forEach(CorrelationTest::finish);
      }));
      callers.add(caller);
      caller.start();
    }
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private static void finish(Future<?> task) {
    try {
      task.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Has each of the eight threads log one line that belongs nowhere. */
  private void unrelated() throws Exception {
    CyclicBarrier all = new CyclicBarrier(TRACES);
    List<Callable<Integer>> lines = new ArrayList<>();
    for (int i = 0; i < TRACES; i++) {
      lines.add(() -> {
        logback.log.info(UNRELATED);
        return all.await();
      });
    }
    threads.invokeAll(lines).forEach(CorrelationTest::finish);
  }

  private void check(CapturedTraces traces) {
    check(traces.segments().stream()
        .collect(Collectors.toMap(CapturedEntity::name, CapturedEntity::traceId)));
  }

  /** {@code ids} are the trace ids that were sent, by what the lines call the trace. */
  private void check(Map<String, String> ids) {
    logback.drain();
    Map<String, Integer> counts = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    for (String line : logback.lines()) {
      String[] parts = line.split(" ");
      String expected = parts[2].equals(UNRELATED) ? "none" : ids.get(parts[2]);
      counts.merge(parts[2], 1, Integer::sum);
      if (!parts[0].equals(expected) || !parts[1].equals(expected)) {
        wrong.add(line + ", but expected " + expected);
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(counts.getOrDefault(UNRELATED, 0)).isEqualTo(TRACES);
    assertThat(counts).hasSize(TRACES + 1);
    assertThat(counts.entrySet())
        .filteredOn(count -> !count.getKey().equals(UNRELATED))
        .allMatch(count -> count.getValue() == LINES_OF_A_TRACE);
  }

  @Test
  void wrappedPool_eachLineHasItsTrace(AWSXRayRecorder recorder, CapturedTraces traces)
      throws Exception {
    configure();

    handOver(recorder, XrayExecutors.propagating(threads));
    unrelated();

    check(traces);
  }

  @Test
  void virtualThreads_eachLineHasItsTrace(AWSXRayRecorder recorder, CapturedTraces traces)
      throws Exception {
    assumeTrue(Runtime.version().feature() >= 21, "needs Java 21 for virtual threads");
    configure();

    ExecutorService virtual = XrayExecutors.newVirtualThreadPerTaskExecutor();
    try {
      handOver(recorder, virtual);
    } finally {
      virtual.shutdown();
    }
    unrelated();

    check(traces);
  }

  /** What an application would schedule. */
  interface Jobs {
    @XrayTask
    void job(@XrayParam("trace") String trace);
  }

  @Test
  void taskAnnotation_eachLineHasItsTrace(CapturedTraces traces) throws Exception {
    configure();
    Jobs jobs = XrayTasks.proxy(Jobs.class, trace -> {
      for (int i = 0; i < LINES_OF_A_TRACE; i++) {
        logback.log.info(trace);
      }
    });

    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < TRACES; i++) {
      String trace = "trace-" + i;
      running.add(threads.submit(() -> jobs.job(trace)));
    }
    running.forEach(CorrelationTest::finish);
    unrelated();

    check(traces.segments().stream()
        .collect(Collectors.toMap(
            segment -> (String) segment.annotations().get("trace"), CapturedEntity::traceId)));
  }

  @Test
  void segmentsOfTheirOwn_onEachThread_leaveNothingBehind(CapturedTraces traces) throws Exception {
    configure();

    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < TRACES; i++) {
      String trace = "trace-" + i;
      running.add(threads.submit(() -> XraySegments.run(trace, () -> {
        for (int at = 0; at < LINES_OF_A_TRACE; at += LINES_OF_A_TASK) {
          task(trace);
        }
      })));
    }
    running.forEach(CorrelationTest::finish);
    unrelated();

    check(traces);
  }
}
