// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import com.amazonaws.xray.interceptors.TracingInterceptor;
import io.github.xraysink.context.TraceHeaderInterceptor;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.internal.Guard;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Traces the calls of every client of the AWS SDK for Java 2.x, however and whenever it was built:
 * that SDK finds this class through {@code execution.interceptors}, as it finds the X-Ray SDK's
 * instrumentor.
 *
 * <p>A call made where there is no position is left alone: no subsegment, no header, no line in the
 * log. So is every call while tracing is off, because then no thread has a position, and if
 * {@code aws-xray-recorder-sdk-aws-sdk-v2} is absent. A {@link TracingInterceptor} that the
 * application gave to its client itself notices this one and does nothing. Whatever goes wrong
 * here, the call is made as if this were not there.
 */
public final class AwsCallTracing implements ExecutionInterceptor {

  // A new name each time this class is loaded: the AWS SDK, which may outlive an application,
  // refuses a second attribute of the same name.
  private static final ExecutionAttribute<Boolean> TRACED =
      new ExecutionAttribute<>("io.github.xraysink.traced." + UUID.randomUUID());

  private final @Nullable ExecutionInterceptor subsegments;
  // Not listed beside this class: the AWS SDK keeps those it lists in no order.
  private final ExecutionInterceptor headers = new TraceHeaderInterceptor();

  /** Made by the AWS SDK, for each client. */
  public AwsCallTracing() {
    subsegments = Guard.call("find the X-Ray SDK's interceptor", null, AwsCallTracing::present);
  }

  private static @Nullable ExecutionInterceptor present() {
    try {
      return Present.create();
    } catch (NoClassDefFoundError absent) {
      return null;
    }
  }

  /** Loaded only to find out whether the X-Ray SDK's interceptor is there. */
  private static final class Present {
    static ExecutionInterceptor create() {
      return new TracingInterceptor();
    }
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    ExecutionInterceptor tracing = subsegments;
    if (tracing != null && TraceSnapshot.capture() != TraceSnapshot.none()) {
      Guard.run("begin the subsegment of a call to AWS", () -> {
        tracing.beforeExecution(context, attributes);
        attributes.putAttribute(TRACED, true);
        headers.beforeExecution(context, attributes);
      });
    }
  }

  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    ExecutionInterceptor tracing = tracing(attributes);
    return tracing == null
        ? context.httpRequest()
        : Guard.call(
            "write the trace header of a call to AWS",
            context.httpRequest(),
            () -> headers.modifyHttpRequest(
                new Extended(context, tracing.modifyHttpRequest(context, attributes)), attributes));
  }

  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    ExecutionInterceptor tracing = tracing(attributes);
    if (tracing != null) {
      Guard.run(
          "count an attempt to call AWS", () -> tracing.beforeTransmission(context, attributes));
    }
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    ExecutionInterceptor tracing = tracing(attributes);
    if (tracing != null) {
      Guard.run(
          "end the subsegment of a call to AWS", () -> tracing.afterExecution(context, attributes));
    }
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    ExecutionInterceptor tracing = tracing(attributes);
    if (tracing != null) {
      Guard.run(
          "end the subsegment of a failed call to AWS",
          () -> tracing.onExecutionFailure(context, attributes));
    }
  }

  /** Who traces this call; {@code null} if nobody does. */
  private @Nullable ExecutionInterceptor tracing(ExecutionAttributes attributes) {
    return attributes.getAttribute(TRACED) == null ? null : subsegments;
  }

  /** What the second of two interceptors is told: the request as the first one changed it. */
  private record Extended(Context.ModifyHttpRequest before, SdkHttpRequest httpRequest)
      implements Context.ModifyHttpRequest {

    @Override
    public SdkRequest request() {
      return before.request();
    }

    @Override
    public Optional<RequestBody> requestBody() {
      return before.requestBody();
    }

    @Override
    public Optional<AsyncRequestBody> asyncRequestBody() {
      return before.asyncRequestBody();
    }
  }
}
