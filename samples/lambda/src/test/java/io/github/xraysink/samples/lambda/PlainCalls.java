// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.xray.AWSXRay;
import io.github.xraysink.context.Xraysink;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Calls the SDK as before, with our recorder and no wrapper; and hands a step to a plain pool, where
 * nobody can know which invocation it works for.
 */
public final class PlainCalls implements RequestHandler<Map<String, Object>, String> {

  static {
    Xraysink.builder().serviceName("plain").install();
  }

  private final ExecutorService pool = Executors.newFixedThreadPool(6);

  @Override
  public String handleRequest(Map<String, Object> event, Context context) {
    String request = context.getAwsRequestId();
    AWSXRay.createSubsegment("handler", handler -> {
      handler.putAnnotation("request", request);
      Steps.await(pool.submit(() -> AWSXRay.createSubsegment("not handed over", step -> {
        step.putAnnotation("request", request);
        Steps.work();
      })));
    });
    return request;
  }
}
