// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.amazonaws.xray.AWSXRayRecorder;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.testkit.AwsEmulator.Service;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code blocks of the README, compiled and run. */
class QuickStartTest {

  private static final ExecutorService POOL =
      XrayExecutors.propagating(Executors.newFixedThreadPool(2));

  /** What the quick start tests. */
  private record Orders(AWSXRayRecorder recorder) {
    void place(int number) {
      XraySegments.with(recorder).run("order", () -> {
        recorder.getCurrentSegment().putAnnotation("number", number);
        CompletableFuture<Void> price =
            CompletableFuture.runAsync(() -> XraySubsegments.run("price", () -> {}), POOL);
        CompletableFuture<Void> stock =
            CompletableFuture.runAsync(() -> XraySubsegments.run("stock", () -> {}), POOL);
        CompletableFuture.allOf(price, stock).join();
      });
    }
  }

  @AfterAll
  static void endThreads() throws InterruptedException {
    POOL.shutdown();
    assertThat(POOL.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  // region: extension
  @ExtendWith(XrayExtension.class)
  static class OrdersTest {

    @Test
    void order_isOneTrace(AWSXRayRecorder recorder, CapturedTraces traces) {
      new Orders(recorder).place(7);

      XrayAssertions.assertThat(traces).hasOneTrace().sentEachEntityOnce();
      XrayAssertions.assertThat(traces)
          .entity("order")
          .hasAnnotation("number", 7)
          .hasChildren("price", "stock")
          .hasNoFault();
    }
  }
  // end region

  static class ConfiguredTest {
    // region: configured
    @RegisterExtension
    final XrayExtension xray = XrayExtension.builder()
        .recorder(builder -> builder.serviceName("orders").streamingThreshold(10))
        .global()
        .allowDirtyThread()
        .build();
    // end region

    @Test
    void leavesASegment(AWSXRayRecorder recorder) {
      recorder.beginSegment("left open");
    }
  }

  private static void connect(URI endpoint, String region, String keyId, String secret) {
    assertThat(List.of(region, keyId, secret)).doesNotContain("");
    assertThatCode(() -> new Socket(endpoint.getHost(), endpoint.getPort()).close())
        .doesNotThrowAnyException();
  }

  // region: emulator
  static class QueueIT {
    @RegisterExtension
    static final AwsEmulator AWS = AwsEmulator.offering(Service.SQS, Service.DYNAMODB);

    @Test
    void queue_isReached() {
      connect(AWS.endpoint(), AWS.region(), AWS.accessKeyId(), AWS.secretAccessKey());
    }
  }
  // end region

  // region: laws
  static class DropInLaws extends ContextLaws {
    @Override
    protected ContextUnderTest contextUnderTest() {
      return ContextUnderTest.dropIn();
    }
  }
  // end region

  @Test
  void quickStart_runs() {
    assertPasses(OrdersTest.class);
    assertPasses(ConfiguredTest.class);
  }

  private static void assertPasses(Class<?> tests) {
    assertThat(TestRuns.run(tests).values())
        .isNotEmpty()
        .allSatisfy(result -> assertThat(result.getThrowable()).isEmpty());
  }
}
