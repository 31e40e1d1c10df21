// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import static io.github.xraysink.testkit.XrayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.testkit.CapturedTraces;
import io.github.xraysink.testkit.XrayExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A bot that answers 200 at once and does the work afterwards. */
@ExtendWith(XrayExtension.class)
class EarlyAnswerTest {

  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private HttpServer server;
  private volatile Future<?> answered;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(pool);
    server.createContext("/bot", exchange -> XraySegments.run("request", () -> answer(exchange)));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    pool.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    answered = pool.submit(XrayTasks.task("bot/answer").name("job").wrap(this::work));
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private void work() {
    try {
      goOn.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("the channel is gone");
  }

  @Test
  void request_isSentAtOnce_andTheJobLaterInTheSameTrace(CapturedTraces traces) throws Exception {
    URI bot = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/bot");

    int status = HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(bot).build(), BodyHandlers.discarding())
        .statusCode();
    assertThat(status).isEqualTo(200);
    traces.await(2);
    assertThat(traces).hasSegments("request").entity("request").isNotInProgress();
    goOn.countDown();
    traces.await(3);

    assertThatThrownBy(answered::get).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(traces).hasOneTrace().hasSegments("request", "job").sentEachEntityOnce();
    assertThat(traces).entity("request").hasNoFault().hasChildren("Create Task: bot/answer");
    assertThat(traces).entity("Create Task: bot/answer").hasNoFault();
    assertThat(traces)
        .entity("job")
        .isChildOf("Create Task: bot/answer")
        .hasFault()
        .hasExceptions(IllegalStateException.class);
  }
}
