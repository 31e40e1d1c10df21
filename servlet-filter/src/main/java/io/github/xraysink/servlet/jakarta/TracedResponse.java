// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

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
  // The container writes an error page by itself, past this wrapper.
  private volatile boolean leftToContainer;
  private @Nullable ServletOutputStream output;
  private @Nullable PrintWriter writer;

  TracedResponse(HttpServletResponse response, RequestTrace trace) {
    super(response);
    this.trace = trace;
  }

  /** Bytes of the body; negative if not known. */
  long bodyBytes(HttpServletRequest request) {
    if (request.getMethod().equals("HEAD")) {
      return UNKNOWN;
    }
    long counted = written.sum();
    if (counted > 0) {
      return counted;
    }
    if (declared >= 0) {
      return declared;
    }
    return leftToContainer ? UNKNOWN : 0;
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
    leftToContainer = true;
    super.sendError(status);
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    leftToContainer = true;
    super.sendError(status, message);
  }

  @Override
  public void reset() {
    super.reset();
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
