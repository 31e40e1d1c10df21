// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.lambda.XrayRequestHandler;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What handlers may do to us. */
final class Cases {

  private static final ExecutorService POOL = Executors.newCachedThreadPool();
  private static final CountDownLatch RELEASED = new CountDownLatch(1);

  private Cases() {}

  /** With xraysink. */
  public static final class Traced implements XrayRequestHandler<Map<String, String>, String> {

    static {
      Xraysink.builder().serviceName("cases").install();
    }

    @Override
    public String handle(Map<String, String> event, Context context) {
      return run(event.get("do"));
    }
  }

  /** Without. */
  public static final class Untraced implements RequestHandler<Map<String, String>, String> {

    @Override
    public String handleRequest(Map<String, String> event, Context context) {
      return run(event.get("do"));
    }
  }

  private static String run(String what) {
    return switch (what) {
      case "work" -> XraySubsegments.call("work", () -> "done");
      case "tell header" ->
        XraySubsegments.call(
            "tell header", () -> TraceHeaders.current().getOrDefault("X-Amzn-Trace-Id", "none"));
      case "throw" ->
        XraySubsegments.call("throw", () -> {
          throw new IllegalStateException("no");
        });
      case "throw an error" ->
        XraySubsegments.call("throw an error", () -> {
          throw new AssertionError("no");
        });
      case "return null" -> XraySubsegments.call("return null", () -> null);
      case "leave open" -> XraySubsegments.start("left open").snapshot().isSampled() ? "open" : "-";
      case "leave a pool running" -> leavePoolRunning();
      case "release" -> {
        RELEASED.countDown();
        yield "released";
      }
      case "take too long" -> XraySubsegments.call("take too long", Cases::takeTooLong);
      default -> throw new IllegalArgumentException(what);
    };
  }

  private static String leavePoolRunning() {
    CountDownLatch begun = new CountDownLatch(1);
    POOL.execute(TraceSnapshot.capture()
        .wrap(() -> XraySubsegments.run("left running", () -> {
          begun.countDown();
          await(RELEASED);
        })));
    await(begun);
    return "running";
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String takeTooLong() {
    XraySubsegments.run("step that was done", () -> {});
    await(RELEASED);
    return "too late";
  }
}
