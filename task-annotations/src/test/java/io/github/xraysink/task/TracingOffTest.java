// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import io.github.xraysink.context.LambdaMode;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.EntityView;
import io.github.xraysink.emit.Handover;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks where nobody traces, and where Lambda does. */
class TracingOffTest {

  private final List<String> heard = new ArrayList<>();
  private final TaskListener listener = new TaskListener() {
    @Override
    public void started(TaskRun run) {
      heard.add("started " + run.path() + " " + run.sampled());
    }

    @Override
    public void ended(
        TaskRun run, TaskOutcome outcome, Duration duration, @Nullable Throwable thrown) {
      heard.add("ended " + run.path() + " " + outcome + " " + !duration.isNegative());
    }
  };

  @AfterEach
  void forget() {
    TaskListener.remove(listener);
    System.clearProperty("com.amazonaws.xray.traceHeader");
  }

  private void allWaysRun() throws Exception {
    IOException expected = new IOException();
    assertThat(XrayTasks.call("t", () -> 3)).isEqualTo(3);
    assertThat(catchThrowable(() -> XrayTasks.run("t", () -> {
          throw expected;
        })))
        .isSameAs(expected);
    CompletableFuture<String> stage = new CompletableFuture<>();
    assertThat(XrayTasks.callAsync("t", () -> stage)).isSameAs(stage);
    assertThat(XrayTasks.wrap("t", () -> "x").call()).isEqualTo("x");
    Annotated job = XrayTasks.proxy(Annotated.class, new AnnotatedJob());
    assertThat(job.subsegment("a")).isEqualTo("a");
  }

  @Test
  void noRecorder_runsTheWork() throws Exception {
    allWaysRun();
    assertThat(TraceSnapshot.capture()).isSameAs(TraceSnapshot.none());
  }

  @Test
  void disabledRecorder_runsTheWork() throws Exception {
    Xraysink off = Xraysink.builder().enabled(false).build();
    allWaysRun();
    off.close();
  }

  @Test
  void future_isNotWatchedForNobody() {
    // One that watched for an earlier test goes by itself.
    await().until(() -> watchers().isEmpty());
    FutureTask<String> never = new FutureTask<>(() -> "x");

    assertThat(XrayTasks.call("t", () -> never)).isSameAs(never);

    assertThat(watchers()).isEmpty();
  }

  private static List<Thread> watchers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("xraysink-futures"))
        .toList();
  }

  @Test
  void listener_hearsOfRunsThatAreNotTraced() {
    TaskListener.add(listener);
    TaskListener.add(listener);

    XrayTasks.run("a", () -> {});
    assertThatThrownBy(() -> XrayTasks.run("b", () -> {
          throw new IllegalStateException();
        }))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> XrayTasks.run("c", () -> {
          throw new InterruptedException();
        }))
        .isInstanceOf(InterruptedException.class);

    assertThat(heard)
        .containsExactly(
            "started a false",
            "ended a SUCCEEDED true",
            "started b false",
            "ended b FAILED true",
            "started c false",
            "ended c CANCELLED true");
  }

  @Test
  void listener_thatThrows_changesNothing() {
    TaskListener hostile = new TaskListener() {
      @Override
      public void started(TaskRun run) {
        throw new AssertionError("hostile");
      }
    };
    TaskListener.add(hostile);
    try {
      assertThat(XrayTasks.call("a", () -> 3)).isEqualTo(3);
    } finally {
      TaskListener.remove(hostile);
    }
  }

  @Test
  void onLambda_aTaskIsASubsegmentOfTheInvocation() {
    List<EntityView> sent = new ArrayList<>();
    Xraysink lambda = Xraysink.builder()
        .serviceName("fn")
        .lambda(LambdaMode.ON)
        .emitter(keeping(sent))
        .build();
    System.setProperty(
        "com.amazonaws.xray.traceHeader",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");

    XrayTasks.run("reports/nightly", () -> {});
    lambda.close();

    assertThat(sent).hasSize(1);
    EntityView only = sent.get(0);
    assertThat(only.segment()).isFalse();
    assertThat(only.name()).isEqualTo("reports/nightly");
    assertThat(only.parentId()).isEqualTo("53995c3f42cd8ad8");
  }

  private static Emitter keeping(List<EntityView> sent) {
    return new Emitter() {
      @Override
      public boolean sendSegment(Segment segment) {
        return segment instanceof Handover handover && sent.add(handover.take());
      }

      @Override
      public boolean sendSubsegment(Subsegment subsegment) {
        return subsegment instanceof Handover handover && sent.add(handover.take());
      }
    };
  }
}
