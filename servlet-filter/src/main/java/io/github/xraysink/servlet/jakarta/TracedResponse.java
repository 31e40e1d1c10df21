// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import io.github.xraysink.context.TraceHeaders;
import io.github.xraysink.servlet.CountingWriter;
import io.github.xraysink.servlet.RequestTrace;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A response that knows how large its body is, without holding it. */
final class TracedResponse extends HttpServletResponseWrapper {

  private static final long UNKNOWN = -1;

  private final RequestTrace trace;
  private final LongAdder written = new LongAdder();
  private volatile long declared = UNKNOWN;
  // The container may write by itself, past this wrapper: an error page, for example.
  private volatile boolean leftToContainer;
  private volatile boolean errorSent;
  private @Nullable ServletOutputStream output;
  private @Nullable PrintWriter writer;

  TracedResponse(HttpServletResponse response, RequestTrace trace) {
    super(response);
    this.trace = trace;
  }

  /** Bytes of the body; negative if not known. */
  long bodyBytes(HttpServletRequest request) {
    if (leftToContainer || request.getMethod().equals("HEAD")) {
      return UNKNOWN;
    }
    long counted = written.sum();
    return counted > 0 ? counted : Math.max(0, declared);
  }

  /** From now on the container may write, past this wrapper. */
  void leaveToContainer() {
    leftToContainer = true;
  }

  /** The application says that it has written all, whatever the container was about to do. */
  void completed() {
    if (!errorSent) {
      leftToContainer = false;
    }
  }

  /** Whatever is written goes through this wrapper again. */
  void inOurHands() {
    leftToContainer = false;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    ServletOutputStream known = output;
    if (known == null) {
      known = new TracedOutputStream(super.getOutputStream(), trace, written);
      output = known;
    }
    return known;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    PrintWriter known = writer;
    if (known == null) {
      PrintWriter theirs = super.getWriter();
      known = new CountingWriter(theirs, getCharacterEncoding(), written);
      writer = known;
    }
    return known;
  }

  @Override
  public void setContentLength(int length) {
    super.setContentLength(length);
    declared = length;
  }

  @Override
  public void setContentLengthLong(long length) {
    super.setContentLengthLong(length);
    declared = length;
  }

  @Override
  public void sendError(int status) throws IOException {
    errorSent = true;
    leaveToContainer();
    forget();
    super.sendError(status);
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    errorSent = true;
    leaveToContainer();
    forget();
    super.sendError(status, message);
  }

  /** Takes back all but what the application does not know of: our own header. */
  @Override
  public void reset() {
    super.reset();
    String header = trace.responseHeader();
    if (!header.isEmpty()) {
      setHeader(TraceHeaders.TRACE_ID, header);
    }
    forget();
    output = null;
    writer = null;
  }

  @Override
  public void resetBuffer() {
    super.resetBuffer();
    forget();
  }

  private void forget() {
    written.reset();
    declared = UNKNOWN;
  }
}
