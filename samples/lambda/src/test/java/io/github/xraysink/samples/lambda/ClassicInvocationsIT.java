// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.xraysink.samples.lambda.Daemon.Entity;
import io.github.xraysink.samples.lambda.RuntimeApi.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One invocation at a time, as the real runtime interface client makes them. */
class ClassicInvocationsIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRACE = "1-5759e988-bd862e3fe1be46a994272793";
  private static final String HEADER = "Root=" + TRACE + ";Parent=53995c3f42cd8ad8;Sampled=1";
  private static final String NEXT_TRACE = "1-5759e988-bd862e3fe1be46a994272794";
  private static final String NEXT = HEADER.replace(TRACE, NEXT_TRACE);

  private Daemon daemon;
  private RuntimeApi api;
  private FunctionProcess function;

  @BeforeEach
  void start() throws IOException {
    daemon = Daemon.start();
    api = RuntimeApi.start();
    function = FunctionProcess.of(Cases.Traced.class).start(api, daemon);
  }

  @AfterEach
  void stop() throws InterruptedException {
    function.close();
    api.close();
    daemon.close();
  }

  private Answer invoke(String header, String what) throws Exception {
    return function.answer(api.invoke(header, event(what)));
  }

  private static String event(String what) {
    return "{\"do\": \"" + what + "\"}";
  }

  @Test
  void work_isBelowItsInvocation() throws Exception {
    assertThat(invoke(HEADER, "work").body()).isEqualTo("\"done\"");
    assertThat(invoke(NEXT + ";Lineage=a87bd80c:1", "tell header").body())
        .contains(NEXT_TRACE, "Sampled=1", "Lineage=a87bd80c:1");

    await().until(() -> daemon.documents() == 2);
    Entity work = daemon.entities().get(0);
    assertThat(work.type()).isEqualTo("subsegment");
    assertThat(work.traceId()).isEqualTo(TRACE);
    assertThat(work.parentId()).isEqualTo("53995c3f42cd8ad8");
    assertThat(daemon.entities().get(1).traceId()).isEqualTo(NEXT_TRACE);
  }

  @Test
  void headerThatDoesNotSample_givesNothingAndInventsNothing() throws Exception {
    String root = "Root=" + TRACE;

    assertThat(invoke(null, "tell header").body()).isEqualTo("\"none\"");
    assertThat(invoke("malformed", "tell header").body()).isEqualTo("\"none\"");
    assertThat(invoke("Root=1-xyz;Parent=53995c3f42cd8ad8;Sampled=1", "tell header")
            .body())
        .isEqualTo("\"none\"");
    assertThat(invoke(root, "tell header").body()).isEqualTo("\"" + root + "\"");
    assertThat(invoke(root + ";Lineage=a87bd80c:1", "tell header").body())
        .isEqualTo("\"" + root + ";Lineage=a87bd80c:1\"");
    assertThat(invoke(HEADER.replace("Sampled=1", "Sampled=0"), "tell header").body())
        .contains(root, "Sampled=0");
    assertThat(invoke(root + ";Parent=53995c3f42cd8ad8", "throw").failed()).isTrue();

    // Whatever was sent would have come before this.
    invoke(NEXT, "work");
    await().until(() -> daemon.documents() > 0);
    assertThat(daemon.entities()).extracting(Entity::traceId).containsExactly(NEXT_TRACE);
  }

  @Test
  void outcome_isTheSameAsWithout() throws Exception {
    List<String> all = List.of(
        "work", "throw", "throw an error", "return null", "leave open", "leave a pool running");
    // Both unpack the client's native code to one file: not at the same time.
    api.firstPollNanos().get(60, TimeUnit.SECONDS);
    try (RuntimeApi otherApi = RuntimeApi.start();
        FunctionProcess untraced =
            FunctionProcess.of(Cases.Untraced.class).start(otherApi, daemon)) {
      for (String what : all) {
        Answer ours = invoke(HEADER, what);
        Answer theirs = untraced.answer(otherApi.invoke(HEADER, event(what)));

        assertThat(ours.failed()).as(what).isEqualTo(theirs.failed());
        if (!what.equals("leave open")) {
          assertThat(essence(ours)).as(what).isEqualTo(essence(theirs));
        }
      }
    }
    await().until(() -> daemon.entities().size() >= all.size());
    assertThat(daemon.entities()).allMatch(entity -> entity.traceId().equals(TRACE));
    assertThat(daemon.named("throw").get(0).json().path("fault").asBoolean()).isTrue();
    assertThat(daemon.named("throw an error").get(0).json().path("fault").asBoolean())
        .isTrue();
    assertThat(daemon.named("return null").get(0).json().path("fault").asBoolean())
        .isFalse();
    assertThat(daemon.named("left open")).singleElement().matches(Entity::inProgress);
    assertThat(daemon.named("left running")).singleElement().matches(Entity::inProgress);
  }

  /** What the caller sees: the response, or type and message of the error without its stack. */
  private static String essence(Answer answer) throws IOException {
    JsonNode body = JSON.readTree(answer.body());
    return answer.failed()
        ? body.path("errorType").asText() + ": " + body.path("errorMessage").asText()
        : body.toString();
  }

  @Test
  void poolLeftRunning_staysInItsInvocation() throws Exception {
    invoke(HEADER, "leave a pool running");
    invoke(NEXT, "release");
    invoke(NEXT, "work");

    await().until(() -> daemon.named("left running").size() == 2);
    List<Entity> left = daemon.named("left running");
    assertThat(left.get(0).inProgress()).isTrue();
    assertThat(left.get(1).inProgress()).isFalse();
    assertThat(left).allMatch(entity -> entity.traceId().equals(TRACE));
    assertThat(left.get(1).id()).isEqualTo(left.get(0).id());
  }

  @Test
  void timeout_leavesWhatWasGoingOn() throws Exception {
    invoke(HEADER, "work");
    api.invoke(
        UUID.randomUUID().toString(), NEXT, event("take too long"), Duration.ofMillis(1_000));

    await().until(() -> daemon.named("take too long").size() == 1);
    function.kill();

    Entity slow = daemon.named("take too long").get(0);
    assertThat(slow.inProgress()).isTrue();
    assertThat(slow.traceId()).isEqualTo(NEXT_TRACE);
    assertThat(daemon.named("step that was done"))
        .singleElement()
        .matches(step -> !step.inProgress() && step.parentId().equals(slow.id()));
  }
}
