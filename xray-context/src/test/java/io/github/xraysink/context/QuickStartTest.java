// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.emit.EntityView;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The code blocks of the README, compiled and run. */
class QuickStartTest {

  private final Collected emitted = new Collected();

  private record Message(String header) {}

  private void settle() {}

  private void handle(Message message) {}

  private static void show(Future<String> price, Future<String> stock) {
    try {
      assertThat(price.get()).isEqualTo("12.50");
      assertThat(stock.get()).isEqualTo("3 left");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void install() {
    // region: install
    Xraysink xraysink = Xraysink.builder().serviceName("orders").build();
    AWSXRay.setGlobalRecorder(xraysink.recorder());
    // end region
    assertThat(Recorders.inForce()).isSameAs(xraysink.recorder());
    xraysink.close();
  }

  @Test
  void handover() {
    Xraysink xraysink = Xraysink.builder()
        .serviceName("orders")
        .emitter(emitted)
        .samplingStrategy(new AllSamplingStrategy())
        .build();
    AWSXRay.setGlobalRecorder(xraysink.recorder());
    // region: handover
    ExecutorService pool = XrayExecutors.propagating(Executors.newFixedThreadPool(4));

    AWSXRay.createSegment("request", () -> {
      Future<String> price = pool.submit(() -> XraySubsegments.call("price", () -> "12.50"));
      CompletableFuture<String> stock =
          XrayFutures.supplyAsync(() -> XraySubsegments.call("stock", () -> "3 left"), pool);
      Runnable later = TraceSnapshot.capture().wrap(() -> XraySubsegments.run("audit", () -> {}));
      new Thread(later).start();
      show(price, stock);
    });
    // end region
    await().until(() -> emitted.names().size() == 4);
    assertThat(emitted.names()).containsExactlyInAnyOrder("request", "price", "stock", "audit");
    String request = emitted.named("request").id();
    assertThat(emitted.entities())
        .filteredOn(entity -> !entity.segment())
        .extracting(EntityView::parentId)
        .containsOnly(request);
    pool.shutdownNow();
    xraysink.close();
  }

  @Test
  void segments() {
    Xraysink xraysink = Xraysink.builder()
        .serviceName("orders")
        .emitter(emitted)
        .samplingStrategy(new AllSamplingStrategy())
        .build();
    Message message =
        new Message("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
    // region: segments
    XraySegments.run("nightly-settlement", () -> settle());
    XraySegments.continuing(message.header()).run("order-worker", () -> handle(message));
    // end region
    assertThat(emitted.names()).containsExactly("nightly-settlement", "order-worker");
    assertThat(emitted.named("order-worker").parentId()).isEqualTo("53995c3f42cd8ad8");
    xraysink.close();
  }

  @Test
  void dropIn() {
    // region: drop-in
    AWSXRayRecorder recorder = AWSXRayRecorderBuilder.standard()
        .withSegmentContextResolverChain(AsyncSegmentContext.resolverChain())
        .build();
    // end region
    recorder.setEmitter(emitted);
    recorder.beginSegment("request");
    recorder.endSegment();
    assertThat(emitted.names()).containsExactly("request");
  }
}
