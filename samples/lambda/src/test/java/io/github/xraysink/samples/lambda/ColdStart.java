// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.xray.AWSXRay;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.lambda.XrayRequestHandler;
import java.util.Map;

/** One function that does next to nothing, three times, for {@link ColdStartMeasure}. */
final class ColdStart {

  private ColdStart() {}

  /** Without any tracing in the function. */
  public static final class Untraced implements RequestHandler<Map<String, String>, String> {

    @Override
    public String handleRequest(Map<String, String> event, Context context) {
      return "done";
    }
  }

  /** With the X-Ray SDK alone. */
  public static final class Sdk implements RequestHandler<Map<String, String>, String> {

    static {
      AWSXRay.getGlobalRecorder();
    }

    @Override
    public String handleRequest(Map<String, String> event, Context context) {
      return AWSXRay.createSubsegment("work", () -> "done");
    }
  }

  /** With xraysink. */
  public static final class Ours implements XrayRequestHandler<Map<String, String>, String> {

    static {
      Xraysink.builder().serviceName("cold").install();
    }

    @Override
    public String handle(Map<String, String> event, Context context) {
      return XraySubsegments.call("work", () -> "done");
    }
  }
}
