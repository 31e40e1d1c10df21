// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import io.github.xraysink.internal.Guard;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Adds to the trace header of a call made with the AWS SDK for Java 2.x what the X-Ray SDK's
 * {@code TracingInterceptor} leaves out: {@code Lineage} and the other fields of the request being
 * served, {@link Baggage}, and on demand the W3C {@code traceparent}.
 *
 * <p>Place it after that interceptor, which writes the header; before it, or without it, this one
 * does nothing:
 *
 * <pre>{@code
 * client.overrideConfiguration(c -> c
 *     .addExecutionInterceptor(new TracingInterceptor())
 *     .addExecutionInterceptor(new TraceHeaderInterceptor()))
 * }</pre>
 *
 * <p>The fields are those of the position the call was made from, read on the calling thread. What
 * the header has already stays as it is; fields that would make it longer than
 * {@value TraceHeaders#MAX_CHARS} characters are left out. Nothing else of the request changes, and
 * nothing thrown here reaches the call. May be shared by any number of clients and threads; a
 * second one in the same client adds nothing.
 */
public final class TraceHeaderInterceptor implements ExecutionInterceptor {

  // The AWS SDK refuses a second attribute of the same name for as long as it is loaded, and so
  // would break an application that is deployed again beside an SDK that stayed: hence a new name
  // each time this class is loaded.
  private static final ExecutionAttribute<HeaderFields> CAPTURED =
      new ExecutionAttribute<>("io.github.xraysink.fields." + UUID.randomUUID());

  private final PositionExtras position;
  private final boolean traceparent;

  /** One that adds extra fields and baggage, and no {@code traceparent}. */
  public TraceHeaderInterceptor() {
    this(PositionExtras.ofThisThread(), false);
  }

  TraceHeaderInterceptor(PositionExtras position, boolean traceparent) {
    this.position = position;
    this.traceparent = traceparent;
  }

  /** Starts from what the constructor gives. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    try {
      HeaderFields extras = HeaderFields.copyOf(position.currentExtras());
      HeaderFields baggage = position.currentBaggage().fields();
      if (!extras.isEmpty() || !baggage.isEmpty()) {
        HeaderFields fields = HeaderFields.merge(extras, baggage, HeaderFields.MAX_CHARS);
        attributes.putAttribute(CAPTURED, fields);
      }
    } catch (Throwable fault) {
      Guard.caught("read what a call to AWS should carry", fault);
    }
  }

  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    SdkHttpRequest request = context.httpRequest();
    try {
      return extended(request, attributes.getAttribute(CAPTURED));
    } catch (Throwable fault) {
      Guard.caught("extend the trace header of a call to AWS", fault);
      return request;
    }
  }

  private SdkHttpRequest extended(SdkHttpRequest request, @Nullable HeaderFields captured) {
    List<String> headers = request.matchingHeaders(TraceHeaders.TRACE_ID);
    if (headers.size() != 1) {
      return request;
    }
    String written = headers.get(0);
    IncomingTrace trace = TraceHeaders.parse(written);
    if (trace.traceId() == null) {
      return request;
    }
    String header = captured == null ? written : append(written, trace, captured);
    String w3c = traceparentFor(request, trace);
    if (header.equals(written) && w3c == null) {
      return request;
    }
    SdkHttpRequest.Builder changed = request.toBuilder().putHeader(TraceHeaders.TRACE_ID, header);
    return (w3c == null ? changed : changed.putHeader(TraceHeaders.TRACEPARENT, w3c)).build();
  }

  private static String append(String written, IncomingTrace trace, HeaderFields captured) {
    HeaderFields.Builder missing =
        new HeaderFields.Builder(TraceHeaders.MAX_CHARS - written.length());
    captured.forEach((key, value) -> {
      if (!trace.extras().containsKey(key)) {
        missing.offer(key, value);
      }
    });
    HeaderFields fields = missing.build();
    if (fields.isEmpty()) {
      return written;
    }
    StringBuilder out = new StringBuilder(TraceHeaders.MAX_CHARS).append(withoutEmptyEnd(written));
    fields.appendTo(out);
    return out.toString();
  }

  /**
   * Some writers end the header with a separator, which would leave an empty part before what is
   * added.
   */
  private static String withoutEmptyEnd(String written) {
    int end = written.length();
    while (written.charAt(end - 1) == ';' || written.charAt(end - 1) == ' ') {
      end--;
    }
    return written.substring(0, end);
  }

  private @Nullable String traceparentFor(SdkHttpRequest request, IncomingTrace trace) {
    if (!traceparent || request.firstMatchingHeader(TraceHeaders.TRACEPARENT).isPresent()) {
      return null;
    }
    return TraceHeaders.formatTraceparent(trace).orElse(null);
  }

  /** Settings of a {@link TraceHeaderInterceptor}. For one thread. */
  public static final class Builder {

    private PositionExtras position = PositionExtras.ofThisThread();
    private boolean traceparent;

    private Builder() {}

    /**
     * Whether to send the W3C {@code traceparent} too; by default not. It says the same as the
     * header beside it, and is left out while no sampling decision is known, or if the request has
     * one. It becomes part of the request's signature, which {@code X-Amzn-Trace-Id} is not: leave
     * it off where a proxy on the way rewrites it.
     */
    public Builder traceparent(boolean send) {
      this.traceparent = send;
      return this;
    }

    Builder position(PositionExtras position) {
      this.position = Objects.requireNonNull(position, "position");
      return this;
    }

    /** Makes the interceptor. */
    public TraceHeaderInterceptor build() {
      return new TraceHeaderInterceptor(position, traceparent);
    }
  }
}
