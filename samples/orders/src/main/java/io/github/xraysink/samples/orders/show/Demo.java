// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.config.DaemonConfiguration;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.UdpTransport;
import io.github.xraysink.samples.orders.OrderJob;
import io.github.xraysink.samples.orders.SdkTracing;
import io.github.xraysink.samples.orders.Tracing;
import io.github.xraysink.samples.orders.VirtualThreads;
import io.github.xraysink.samples.orders.XraysinkTracing;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the job, each time with a daemon of its own. */
final class Demo {

  private Demo() {}

  /** A way to trace that is set up, and taken down again by {@code close}. */
  private record Setup(Tracing tracing, AutoCloseable close) {}

  /** Sets up a way to trace. */
  private interface Setting {
    Setup open(String daemonAddress) throws IOException;
  }

  /**
   * Loads classes, so that the bars of the first requests show the job and not the start of a JVM.
   */
  static void warmUp() throws Exception {
    withSdk();
    withXraysink();
  }

  /**
   * With the SDK's recorder and its own context, as its builder makes them, except that all traces
   * are sampled.
   */
  static Half withSdk() throws Exception {
    return run("the X-Ray SDK alone", Demo::sdk);
  }

  /** With ours. */
  static Half withXraysink() throws Exception {
    return run("xraysink", Demo::xraysink);
  }

  private static Setup sdk(String daemonAddress) throws IOException {
    DaemonConfiguration daemon = new DaemonConfiguration();
    daemon.setUDPAndTCPAddress(daemonAddress);
    AWSXRayRecorder recorder = AWSXRayRecorderBuilder.standard()
        .withEmitter(Emitter.create(daemon))
        .withSamplingStrategy(new AllSamplingStrategy())
        .build();
    return new Setup(new SdkTracing(recorder), () -> {});
  }

  private static Setup xraysink(String daemonAddress) {
    BoundedEmitter emitter = BoundedEmitter.builder()
        .transport(UdpTransport.builder().address(daemonAddress).build())
        .build();
    Xraysink xraysink = Xraysink.builder()
        .emitter(emitter)
        .samplingStrategy(new AllSamplingStrategy())
        .build();
    return new Setup(new XraysinkTracing(xraysink), () -> {
      xraysink.close();
      emitter.close();
    });
  }

  private static Half run(String title, Setting setting) throws Exception {
    try (LogLines log = LogLines.open();
        LoopbackDaemon daemon = LoopbackDaemon.open()) {
      Setup setup = setting.open(daemon.address());
      String thrown = runJob(setup.tracing());
      setup.close().close();
      SeenTraces seen = new SeenTraces(daemon.finish());
      List<Expected> expected = Expected.ofOrderJob(VirtualThreads.available());
      return new Half(title, new Judgement(seen, expected), log.lines(), thrown);
    }
  }

  private static @Nullable String runJob(Tracing tracing) {
    try (OrderJob job = new OrderJob(tracing)) {
      job.run();
      return null;
    } catch (Exception failed) {
      return failed.toString();
    }
  }
}
