// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import io.github.xraysink.context.TraceScope;
import io.github.xraysink.servlet.RequestTrace;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/** The container's, whose listener runs in the request's segment. */
final class TracedInputStream extends ServletInputStream {

  private final ServletInputStream delegate;
  private final RequestTrace trace;

  TracedInputStream(ServletInputStream delegate, RequestTrace trace) {
    this.delegate = delegate;
    this.trace = trace;
  }

  @Override
  public boolean isFinished() {
    return delegate.isFinished();
  }

  @Override
  public boolean isReady() {
    return delegate.isReady();
  }

  @Override
  public void setReadListener(ReadListener listener) {
    delegate.setReadListener(listener == null ? null : new Positioned(listener));
  }

  @Override
  public int read() throws IOException {
    return delegate.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return delegate.read(bytes, offset, length);
  }

  @Override
  public int readLine(byte[] bytes, int offset, int length) throws IOException {
    return delegate.readLine(bytes, offset, length);
  }

  @Override
  public long skip(long count) throws IOException {
    return delegate.skip(count);
  }

  @Override
  public int available() throws IOException {
    return delegate.available();
  }

  @Override
  public void close() throws IOException {
    delegate.close();
  }

  private final class Positioned implements ReadListener {
    private final ReadListener listener;

    Positioned(ReadListener listener) {
      this.listener = listener;
    }

    @Override
    public void onDataAvailable() throws IOException {
      try (TraceScope scope = trace.snapshot().restore()) {
        listener.onDataAvailable();
      }
    }

    @Override
    public void onAllDataRead() throws IOException {
      try (TraceScope scope = trace.snapshot().restore()) {
        listener.onAllDataRead();
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
