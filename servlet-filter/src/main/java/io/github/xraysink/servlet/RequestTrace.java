// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet;

import com.amazonaws.xray.entities.Segment;
import io.github.xraysink.context.IncomingTrace;
import io.github.xraysink.context.SegmentOptions;
import io.github.xraysink.context.StartedSegment;
import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.context.TraceSnapshot;
import io.github.xraysink.context.XraySegments;
import io.github.xraysink.internal.Guard;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The segment of one request, from its arrival to the end of the exchange. No method throws.
 *
 * <p>Used by the threads that serve the request, in whatever order the container runs them.
 */
public final class RequestTrace {

  /** Status codes have three digits (RFC 9110, section 15). */
  private static final int FIRST_STATUS = 100;

  private static final int TOO_MANY_REQUESTS = 429;

  /** The namespace of metadata about the request. */
  private static final String DETAILS = "http";

  private final StartedSegment started;
  private final Segment segment;
  private final IncomingTrace incoming;
  private final FilterSettings settings;
  // The exchange goes on after the filter has returned. Set on the thread that starts the
  // asynchronous part.
  private volatile boolean asynchronous;
  private final AtomicBoolean finished = new AtomicBoolean();

  private RequestTrace(
      StartedSegment started, Segment segment, IncomingTrace incoming, FilterSettings settings) {
    this.started = started;
    this.segment = segment;
    this.incoming = incoming;
    this.settings = settings;
  }

  /**
   * Begins the segment of a request.
   *
   * @return {@code null} if the request is excluded, or nobody configured a recorder
   */
  public static @Nullable RequestTrace begin(FilterSettings settings, ServerRequest request) {
    return Guard.call(
        "begin the segment of a request", null, () -> beginUnguarded(settings, request));
  }

  private static @Nullable RequestTrace beginUnguarded(
      FilterSettings settings, ServerRequest request) {
    if (settings.exclusions().exclude(request)) {
      return null;
    }
    IncomingTrace incoming = incoming(settings, request);
    SegmentOptions options = XraySegments.continuing(incoming)
        .sampledBy(request.host(), request.method(), request.path());
    if (settings.recorder() != null) {
      options = options.with(settings.recorder());
    }
    StartedSegment started = options.start(settings.naming().nameOf(request));
    Segment segment = started.segment().orElse(null);
    if (segment == null) {
      return null;
    }
    RequestTrace trace = new RequestTrace(started, segment, incoming, settings);
    if (segment.isRecording()) {
      Guard.run("describe a request", () -> trace.describe(request));
      Guard.run("annotate a request", () -> trace.annotate(request));
    }
    return trace;
  }

  private static IncomingTrace incoming(FilterSettings settings, ServerRequest request) {
    return settings.acceptTraceparent()
        ? TraceHeaders.read(request::header)
        : TraceHeaders.parse(request.header(TraceHeaders.TRACE_ID));
  }

  private void describe(ServerRequest request) {
    Map<String, Object> http = new LinkedHashMap<>();
    http.put("method", request.method());
    http.put("url", request.location() + settings.query().of(request.query()));
    String agent = request.header("User-Agent");
    if (agent != null) {
      http.put("user_agent", agent);
    }
    ClientAddress client = ClientAddress.of(request, settings.trustForwardedFor());
    if (client.address() != null) {
      http.put("client_ip", client.address());
    }
    if (client.forwarded()) {
      http.put("x_forwarded_for", true);
    }
    segment.putHttp("request", http);
    if (settings.details()) {
      describeMore(request);
    }
  }

  private void describeMore(ServerRequest request) {
    segment.putMetadata(DETAILS, "scheme", request.scheme());
    segment.putMetadata(DETAILS, "protocol", request.protocol());
    segment.putMetadata(DETAILS, "port", request.port());
    String address = request.remoteAddress();
    if (address != null) {
      segment.putMetadata(DETAILS, "peer_address", address);
    }
    segment.putMetadata(DETAILS, "peer_port", request.remotePort());
  }

  private void annotate(ServerRequest request) {
    Function<ServerRequest, ? extends Map<String, ?>> extractor = settings.annotations();
    if (extractor != null) {
      extractor.apply(request).forEach(this::annotate);
    }
  }

  private void annotate(String key, @Nullable Object value) {
    if (value instanceof Number number) {
      segment.putAnnotation(key, number);
    } else if (value instanceof Boolean flag) {
      segment.putAnnotation(key, flag);
    } else if (value != null) {
      segment.putAnnotation(key, value.toString());
    }
  }

  /** The pattern of the route that served the request, without the values in the path. */
  public void route(String pattern) {
    segment.putAnnotation("http_route", pattern);
    if (settings.details()) {
      segment.putMetadata(DETAILS, "route", pattern);
    }
  }

  /** The segment, for hooks and attributes. */
  public Segment segment() {
    return segment;
  }

  /** The position in the segment. */
  public TraceSnapshot snapshot() {
    return started.snapshot();
  }

  /**
   * The position in which a task started now should run: the caller's if it is in this trace, else
   * the segment's.
   */
  public TraceSnapshot positionForTask() {
    TraceSnapshot here = TraceSnapshot.capture();
    return here.traceId().equals(snapshot().traceId()) ? here : snapshot();
  }

  public String traceId() {
    return snapshot().traceId().orElse("");
  }

  public String entityId() {
    return segment.getId();
  }

  /** The value of the response header; empty for none. */
  public String responseHeader() {
    return Guard.call(
        "write the response header",
        "",
        () -> TraceHeaders.formatResponse(incoming, traceId(), segment.isSampled()));
  }

  /**
   * The application has started asynchronous processing: the exchange ends when the container says
   * so.
   */
  public void becomeAsynchronous() {
    asynchronous = true;
  }

  public boolean isAsynchronous() {
    return asynchronous;
  }

  /** Something was thrown while the request was served. */
  public void failed(Throwable thrown) {
    started.fail(thrown);
  }

  /**
   * The exchange has ended.
   *
   * @param status what the client got, or would have got
   * @param contentLength bytes of the body; negative if not known
   * @param lastWords may still write to the segment; run once, guarded
   * @return whether this was the first to say so
   */
  public boolean finish(int status, long contentLength, Consumer<Segment> lastWords) {
    if (!finished.compareAndSet(false, true)) {
      return false;
    }
    Guard.run("describe a response", () -> describe(status, contentLength));
    Guard.run("run a response hook", () -> lastWords.accept(segment));
    started.finish();
    return true;
  }

  private void describe(int status, long contentLength) {
    if (segment.isRecording()) {
      record(status, contentLength);
    }
    switch (status / 100) {
      case 4 -> {
        segment.setError(true);
        if (status == TOO_MANY_REQUESTS) {
          segment.setThrottle(true);
        }
      }
      case 5 -> segment.setFault(true);
      default -> {}
    }
  }

  private void record(int status, long contentLength) {
    Map<String, Object> response = new LinkedHashMap<>();
    if (status >= FIRST_STATUS) {
      response.put("status", status);
    }
    if (contentLength >= 0) {
      response.put("content_length", contentLength);
    }
    if (!response.isEmpty()) {
      segment.putHttp("response", response);
    }
  }
}
