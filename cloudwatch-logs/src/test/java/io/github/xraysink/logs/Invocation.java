// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import com.amazonaws.services.lambda.runtime.Context;
import java.lang.reflect.Proxy;

/** An invocation of a function, as Lambda tells its handler. */
record Invocation(String traceId, String parentId) {

  /** Its context, which knows the trace header and the time left and refuses all other questions. */
  Context context() {
    return (Context) Proxy.newProxyInstance(
        Context.class.getClassLoader(),
        new Class<?>[] {Context.class},
        (proxy, method, arguments) -> switch (method.getName()) {
          case "getXrayTraceId" -> "Root=" + traceId + ";Parent=" + parentId + ";Sampled=1";
          case "getRemainingTimeInMillis" -> 30_000;
          default -> throw new UnsupportedOperationException(method.getName());
        });
  }
}
