// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.xray.AWSXRay;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XrayExecutors;
import io.github.xraysink.context.XrayFutures;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.lambda.XrayRequestHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Traced with xraysink: one step on the handler's thread, and below it one on each other kind. */
public final class FanOut implements XrayRequestHandler<Map<String, Object>, String> {

  /** The threads steps run on besides the handler's; virtual ones from Java 21 on. */
  static final List<String> ELSEWHERE = Runtime.version().feature() >= 21
      ? List.of("pool 1", "pool 2", "common pool", "virtual thread")
      : List.of("pool 1", "pool 2", "common pool");

  static {
    Xraysink.builder().serviceName("fan-out").install();
  }

  private final ExecutorService pool = XrayExecutors.propagating(Executors.newFixedThreadPool(6));
  private final ExecutorService virtual =
      ELSEWHERE.size() == 4 ? XrayExecutors.newVirtualThreadPerTaskExecutor() : pool;

  @Override
  public String handle(Map<String, Object> event, Context context) {
    String request = context.getAwsRequestId();
    XraySubsegments.run("handler", () -> {
      AWSXRay.getCurrentSubsegment().putAnnotation("request", request);
      List<Future<?>> steps = new ArrayList<>();
      steps.add(pool.submit(() -> step("pool 1", request)));
      steps.add(XrayFutures.runAsync(() -> step("common pool", request)));
      if (ELSEWHERE.contains("virtual thread")) {
        steps.add(virtual.submit(() -> step("virtual thread", request)));
      }
      steps.add(pool.submit(TraceSnapshot.capture().wrap(() -> step("pool 2", request))));
      for (Future<?> step : steps) {
        Steps.await(step);
      }
    });
    return request;
  }

  private static void step(String name, String request) {
    XraySubsegments.run(name, () -> {
      AWSXRay.getCurrentSubsegment().putAnnotation("request", request);
      Steps.work();
    });
  }
}
