// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.xraysink.samples.lambda.Daemon.Entity;
import io.github.xraysink.samples.lambda.Outcome.Invoked;
import io.github.xraysink.samples.lambda.RuntimeApi.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Sixteen invocations at once in one process, as the real runtime interface client makes them, and
 * all their steps on threads that they share.
 */
class ConcurrentInvocationsIT {

  private static final int AT_ONCE = 16;
  private static final int INVOCATIONS =
      System.getProperty("xraysink.load", "short").equals("full") ? 2_000 : 320;

  @Test
  void xraysink_keepsEveryInvocationToItself() throws Exception {
    try (Run run = new Run(FanOut.class)) {
      run.invokeAll();
      int expected = INVOCATIONS * (1 + FanOut.ELSEWHERE.size());
      await().atMost(Duration.ofSeconds(30)).until(() -> run.sent(true).size() >= expected);

      Outcome outcome = run.outcome(true, FanOut.ELSEWHERE);

      System.out.println("xraysink, " + INVOCATIONS + " invocations: " + outcome);
      assertThat(outcome).isEqualTo(Outcome.PERFECT);
      assertThat(run.sent(true)).hasSize(expected);
      assertThat(run.function.output()).doesNotContain("ERROR", "WARN", "SEVERE");
    }
  }

  @Test
  void plainCallsWithoutTheWrapper_areNeverInAnotherTrace() throws Exception {
    try (Run run = new Run(PlainCalls.class)) {
      run.invokeAll();
      await().atMost(Duration.ofSeconds(30)).until(() -> run.sent(true).size() >= INVOCATIONS);

      Outcome outcome = run.outcome(true, List.of());

      System.out.println("xraysink without the wrapper: " + outcome);
      assertThat(outcome).isEqualTo(Outcome.PERFECT);
      // A step nobody handed over is in no trace, and there is a warning that names the place.
      Set<String> names = new HashSet<>();
      run.sent(true).forEach(entity -> names.add(entity.name()));
      assertThat(names).containsExactly("handler");
      assertThat(run.function.output()).contains("segment cannot be found");
    }
  }

  /** The same test of the SDK's own context; what is wrong is in the README. */
  @Test
  void sdk_mixesInvocations() throws Exception {
    try (Run run = new Run(SdkFanOut.class)) {
      run.invokeAll();
      int before;
      do {
        before = run.daemon.documents();
        TimeUnit.MILLISECONDS.sleep(500);
      } while (run.daemon.documents() > before);

      Outcome outcome = run.outcome(false, FanOut.ELSEWHERE);

      System.out.println("X-Ray SDK, " + INVOCATIONS + " invocations: " + outcome);
      assertThat(outcome).isNotEqualTo(Outcome.PERFECT);
    }
  }

  private static final class Run implements AutoCloseable {
    final Daemon daemon = Daemon.start();
    final RuntimeApi api = RuntimeApi.start();
    final FunctionProcess function;
    private final List<Invoked> invoked = new ArrayList<>();
    private int failed;

    Run(Class<?> handler) throws IOException {
      this.function = FunctionProcess.of(handler)
          .concurrency(AT_ONCE)
          .without("AWS_XRAY_CONTEXT_MISSING")
          .start(api, daemon);
    }

    void invokeAll() throws Exception {
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < INVOCATIONS; i++) {
        String traceId = String.format("1-%08x-%024x", System.currentTimeMillis() / 1000, i + 1);
        Invoked one =
            new Invoked(UUID.randomUUID().toString(), traceId, String.format("%016x", i + 1));
        invoked.add(one);
        String header = "Root=" + one.traceId() + ";Parent=" + one.parentId() + ";Sampled=1";
        answers.add(api.invoke(one.request(), header, "{}", Duration.ofSeconds(60)));
      }
      for (CompletableFuture<Answer> answer : answers) {
        Answer got = function.answer(answer);
        failed += got.failed() ? 1 : 0;
      }
    }

    List<Entity> sent(boolean check) {
      return check ? daemon.entities() : daemon.uncheckedEntities();
    }

    Outcome outcome(boolean check, List<String> belowHandler) {
      return Outcome.of(failed, invoked, sent(check), belowHandler);
    }

    @Override
    public void close() throws InterruptedException {
      function.close();
      api.close();
      daemon.close();
    }
  }
}
