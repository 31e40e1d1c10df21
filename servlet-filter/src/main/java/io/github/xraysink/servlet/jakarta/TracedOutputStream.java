// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import io.github.xraysink.context.TraceScope;
import io.github.xraysink.servlet.RequestTrace;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/**
 * The container's, which counts what is written and whose listener runs in the request's segment.
 */
final class TracedOutputStream extends ServletOutputStream {

  private final ServletOutputStream delegate;
  private final RequestTrace trace;
  private final LongAdder written;

  TracedOutputStream(ServletOutputStream delegate, RequestTrace trace, LongAdder written) {
    this.delegate = delegate;
    this.trace = trace;
    this.written = written;
  }

  @Override
  public boolean isReady() {
    return delegate.isReady();
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    delegate.setWriteListener(listener == null ? null : new Positioned(listener));
  }

  @Override
  public void write(int oneByte) throws IOException {
    delegate.write(oneByte);
    written.increment();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    delegate.write(bytes, offset, length);
    written.add(length);
  }

  @Override
  public void flush() throws IOException {
    delegate.flush();
  }

  @Override
  public void close() throws IOException {
    delegate.close();
  }

  private final class Positioned implements WriteListener {
    private final WriteListener listener;

    Positioned(WriteListener listener) {
      this.listener = listener;
    }

    @Override
    public void onWritePossible() throws IOException {
      try (TraceScope scope = trace.snapshot().restore()) {
        listener.onWritePossible();
      }
    }

    @Override
    public void onError(Throwable thrown) {
      try (TraceScope scope = trace.snapshot().restore()) {
        listener.onError(thrown);
      }
    }
  }
}
