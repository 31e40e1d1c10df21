// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.testkit.ServletStep.Attempt;
import io.github.xraysink.testkit.ServletStep.Complete;
import io.github.xraysink.testkit.ServletStep.Dispatch;
import io.github.xraysink.testkit.ServletStep.InContainer;
import io.github.xraysink.testkit.ServletStep.InThread;
import io.github.xraysink.testkit.ServletStep.OnTimeout;
import io.github.xraysink.testkit.ServletStep.ReadAll;
import io.github.xraysink.testkit.ServletStep.StartAsync;
import io.github.xraysink.testkit.ServletStep.Status;
import io.github.xraysink.testkit.ServletStep.Throw;
import io.github.xraysink.testkit.ServletStep.Write;
import io.github.xraysink.testkit.ServletStep.WriteWhenPossible;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the laws that is about asynchronous requests. */
abstract class ServletFilterAsyncLaws extends ServletFilterLoadLaws {

  private static final long BRIEFLY = 50;
  private static final StartAsync ASYNC = new StartAsync(0, false);
  private static final StartAsync OWN = new StartAsync(0, true);

  @Test
  void otherThread_completes() {
    script("/a", ASYNC, inPool(work("work"), new Status(404), new Complete()));
    script("/b", OWN, inPool(work("work"), new Status(201), new Complete()));

    assertThat(get("/a", 404).segment().childNames()).containsExactly("work");
    assertThat(get("/b", 201).segment().childNames()).containsExactly("work");
  }

  @Test
  void bodySizeOfAnAsynchronousResponse_isKnown() {
    Write body = new Write(new byte[9]);
    script("/a", ASYNC, inPool(body, new Complete()));
    script("/own", OWN, inPool(body, new Complete()));
    script("/early", ASYNC, body, new Complete());
    script(
        "/late",
        new StartAsync(BRIEFLY, true),
        new OnTimeout(List.of(new Status(200), body, new Complete())));
    script("/dispatched", ASYNC, new Dispatch("/target"));
    script("/target", body);
    script("/secondCycle", ASYNC, new Dispatch("/own"));
    script("/listener", ASYNC, new WriteWhenPossible(new byte[9], List.of()));

    for (String path :
        List.of("/a", "/own", "/early", "/late", "/dispatched", "/secondCycle", "/listener")) {
      assertThat(get(path, 200).http("response").path("content_length").asLong())
          .as(path)
          .isEqualTo(9);
    }
  }

  @Test
  void containerThread_hasThePosition() {
    script("/a", ASYNC, new InContainer(List.of(work("started"), new Status(201), new Complete())));
    script("/b", OWN, new InContainer(List.of(work("started"), new Status(201), new Complete())));

    assertThat(get("/a", 201).segment().childNames()).containsExactly("started");
    assertThat(get("/b", 201).segment().childNames()).containsExactly("started");
  }

  @Test
  void containerThread_throws() {
    script(
        "/a",
        new StartAsync(500, false),
        new InContainer(List.of(new Throw(new IllegalStateException("in a task")))));

    assertThat(get("/a", 500).segment().exceptionTypes())
        .containsExactly("java.lang.IllegalStateException");
  }

  @Test
  void completeBeforeReturn_isOneSegment() {
    script("/a", ASYNC, new Status(206), new Complete(), work("after"));

    get("/a", 206);
    awaitEntities(2);
  }

  @Test
  void timeoutUnhandled_is500Once() {
    script("/a", new StartAsync(BRIEFLY, false));

    get("/a", 500);
  }

  @Test
  void timeoutHandled_isItsAnswer() {
    script(
        "/a",
        new StartAsync(BRIEFLY, true),
        new OnTimeout(List.of(work("late"), new Status(504), new Complete())));

    assertThat(get("/a", 504).segment().childNames()).containsExactly("late");
  }

  @Test
  void dispatch_staysInTheSegment() {
    script("/a", work("first"), ASYNC, new Dispatch("/b"));
    script("/b", work("second"), new Status(202));

    assertThat(get("/a", 202).segment().childNames()).containsExactly("first", "second");
  }

  @Test
  void dispatchFromAnotherThread_staysInTheSegment() {
    script("/a", ASYNC, inPool(work("first"), new Dispatch("/b")));
    script("/b", work("second"), new Status(202));

    assertThat(get("/a", 202).segment().childNames()).containsExactly("first", "second");
  }

  @Test
  void secondCycle_endsTheSegment() {
    script("/a", ASYNC, new Dispatch("/b"));
    script("/b", OWN, new InContainer(List.of(work("second"), new Status(203), new Complete())));

    assertThat(get("/a", 203).segment().childNames()).containsExactly("second");
  }

  @Test
  void dispatchedServlet_throws() {
    script("/a", ASYNC, new Dispatch("/b"));
    script("/b", new Throw(new IllegalStateException("dispatched")));

    assertThat(get("/a", 500).segment().exceptionTypes())
        .containsExactly("java.lang.IllegalStateException");
  }

  @Test
  void requestsOnly_isStillOneSegment() throws Exception {
    script("/a", ASYNC, new Dispatch("/b"));
    script(
        "/b",
        ASYNC,
        new InThread(pool, List.of(new Status(203), new Write(new byte[5]), new Complete())));
    deploy(d -> d.mapped(false, 1));

    get("/a", 203);
  }

  @Test
  void throwsAfterStarting_isOneSegment() {
    script("/a", ASYNC, new Throw(new IllegalStateException("after startAsync")));
    askOnce("/a");

    CapturedEntity segment = nextSegment();
    assertThat(segment.exceptionTypes()).containsExactly("java.lang.IllegalStateException");
    assertThat(segment.fault()).isTrue();
  }

  @Test
  void clientGoneDuringAsynchronousWork_isOneSegment() throws IOException {
    Attempt writing = new Attempt(moreThanTheNetworkHolds());
    script("/a", ASYNC, inPool(writing, new Attempt(List.of(new Complete()))));

    hangUp("/a");

    assertThat(nextSegment().json().path("http").path("response").path("status").asInt())
        .isEqualTo(200);
  }

  @Test
  void nonBlockingListeners_haveThePosition() {
    script("/read", ASYNC, new ReadAll(List.of(work("read"), new Status(201), new Complete())));
    script("/write", ASYNC, new WriteWhenPossible(new byte[12], List.of(work("write"))));

    HttpRequest post = request("/read")
        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[10_000]))
        .build();
    assertThat(ask(post, 201).segment().childNames()).containsExactly("read");
    assertThat(get("/write", 200).segment().childNames()).containsExactly("write");
  }

  @Test
  void containerThread_isCleanAfterwards() {
    List<String> left = new java.util.concurrent.CopyOnWriteArrayList<>();
    script("/a", ASYNC, new InContainer(List.of(work("started"), new Complete())));
    script("/look", ASYNC, inPool(new Complete()));

    get("/a", 200);
    get("/look", 200);
    for (int i = 0; i < 8; i++) {
      LawsBase.on(pool, () -> TraceSnapshot.capture().traceId().ifPresent(left::add));
    }
    assertThat(left).isEmpty();
  }
}
