// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.strategy.LogErrorContextMissingStrategy;
import io.github.xraysink.context.OncePerCallSite;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Faults of the SDK's that the whole process feels. */
class ProcessRegression {

  @TestFactory
  Stream<DynamicTest> pollersKeepJvmAlive() {
    return Regression.ofFull("[ended by itself]", s -> {
      Duration patience = Duration.ofSeconds(s.isSdk() ? 6 : 30);
      ChildJvm.Result result = ChildJvm.run(Main.class, patience, s.isSdk() ? "sdk" : "xraysink");

      assertThat(result.output()).contains("done");
      assertThat(result.ended()).as("ended by itself").isTrue();
    });
  }

  /** A program with the SDK's default sampling, which asks the daemon for rules. */
  static final class Main {
    public static void main(String[] arguments) {
      boolean sdk = arguments[0].equals("sdk");
      CapturingEmitter emitter = new CapturingEmitter();
      try (Xraysink xraysink = Xraysink.builder().emitter(emitter).build()) {
        AWSXRayRecorder recorder = sdk
            ? AWSXRayRecorderBuilder.standard().withEmitter(emitter).build()
            : xraysink.recorder();
        recorder.beginSegmentWithSampling("main");
        recorder.endSegment();
      }
      System.out.println("done");
    }
  }

  @TestFactory
  Stream<DynamicTest> recorderOpensSocket() {
    return Regression.ofFull("[loaded]", s -> {
      ChildJvm.Result result =
          ChildJvm.run(Looks.class, Duration.ofSeconds(30), s.isSdk() ? "sdk" : "xraysink");

      assertThat(result.output().strip()).as("loaded").isEqualTo("null null");
    });
  }

  /**
   * Looks for the position before anything is configured; then tells what of the SDK that has
   * loaded.
   */
  static final class Looks {
    public static void main(String[] arguments) throws ReflectiveOperationException {
      if (arguments[0].equals("sdk")) {
        AWSXRay.getTraceEntity();
      } else {
        TraceSnapshot.capture().wrap(() -> {}).run();
        XrayExecutors.propagating(Executors.newSingleThreadExecutor()).shutdown();
        XraySubsegments.run("nowhere", () -> {});
      }
      System.out.println(loaded("com.amazonaws.xray.AWSXRay") + " "
          + loaded("com.amazonaws.xray.emitters.UDPEmitter"));
    }

    private static Object loaded(String name) throws ReflectiveOperationException {
      Method find = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
      find.setAccessible(true);
      return find.invoke(Looks.class.getClassLoader(), name);
    }
  }

  @TestFactory
  Stream<DynamicTest> missingContextFloods() {
    return Regression.of("but was: 100", s -> {
      s.use(RecorderParts.of(s.emitter)
          .missing(s.isSdk() ? new LogErrorContextMissingStrategy() : new OncePerCallSite()));
      List<String> lines = LogLines.of(() -> workWithoutSegment(s.recorder()));

      assertThat(lines).as("lines logged").hasSize(1);
    });
  }

  private static void workWithoutSegment(AWSXRayRecorder recorder) {
    for (int i = 0; i < 100; i++) {
      recorder.beginSubsegment("nowhere");
    }
  }

  @TestFactory
  Stream<DynamicTest> openSiblingsSlowEveryEnd() {
    return Regression.of("[times slower with 5,000 open siblings]", s -> {
      nanosPerChild(s, 0); // warms up
      double alone = nanosPerChild(s, 0);
      double besideMany = nanosPerChild(s, 5_000);

      assertThat(besideMany / alone).as("times slower with 5,000 open siblings").isLessThan(10.0);
    });
  }

  /** The middle of several measurements, so that a pause of the machine does not count. */
  private static double nanosPerChild(Situation s, int openSiblings) {
    List<Double> measured = new ArrayList<>();
    for (int batch = 0; batch < 15; batch++) {
      Segment segment = s.recorder().beginSegment("segment");
      for (int i = 0; i < openSiblings; i++) {
        s.moveTo(segment);
        s.recorder().beginSubsegment("open");
      }
      s.moveTo(segment);
      measured.add(nanosPerChildOf(s.recorder()));
      s.recorder().endSegment();
      s.emitter.clear();
    }
    Collections.sort(measured);
    return measured.get(measured.size() / 2);
  }

  /** Of so few that the SDK would not begin to stream because of them. */
  private static double nanosPerChildOf(AWSXRayRecorder recorder) {
    int children = 80;
    long before = System.nanoTime();
    for (int i = 0; i < children; i++) {
      recorder.beginSubsegment("short");
      recorder.endSubsegment();
    }
    return (System.nanoTime() - before) / (double) children;
  }
}
