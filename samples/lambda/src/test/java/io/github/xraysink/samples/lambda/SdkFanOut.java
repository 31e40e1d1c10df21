// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.entities.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same as {@link FanOut} with the X-Ray SDK alone, handed over as its documentation says. */
public final class SdkFanOut implements RequestHandler<Map<String, Object>, String> {

  private final ExecutorService pool = Executors.newFixedThreadPool(6);

  @Override
  public String handleRequest(Map<String, Object> event, Context context) {
    String request = context.getAwsRequestId();
    AWSXRay.createSubsegment("handler", handler -> {
      handler.putAnnotation("request", request);
      Entity here = AWSXRay.getTraceEntity();
      List<Future<?>> steps = new ArrayList<>();
      steps.add(pool.submit(() -> step(here, "pool 1", request)));
      steps.add(CompletableFuture.runAsync(() -> step(here, "common pool", request)));
      if (FanOut.ELSEWHERE.contains("virtual thread")) {
        steps.add(Threads.virtual(() -> step(here, "virtual thread", request)));
      }
      steps.add(pool.submit(() -> step(here, "pool 2", request)));
      for (Future<?> step : steps) {
        Steps.await(step);
      }
    });
    return request;
  }

  private static void step(Entity below, String name, String request) {
    below.run(() -> AWSXRay.createSubsegment(name, subsegment -> {
      subsegment.putAnnotation("request", request);
      Steps.work();
    }));
  }
}
