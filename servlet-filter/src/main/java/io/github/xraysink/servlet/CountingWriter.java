// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A writer that counts the bytes its characters become, and leaves the writing to another. */
public final class CountingWriter extends PrintWriter {

  private final PrintWriter delegate;
  private final Charset charset;
  private final LongAdder written;
  private final String lineEnd;

  /**
   * Counts for a writer that encodes by itself.
   *
   * @param encoding its encoding; one that is not known counts as UTF-8
   * @param written where to add
   */
  public CountingWriter(PrintWriter delegate, @Nullable String encoding, LongAdder written) {
    super(delegate);
    this.delegate = delegate;
    this.charset = charset(encoding);
    this.written = written;
    this.lineEnd = lineEnd(delegate);
  }

  private static Charset charset(@Nullable String encoding) {
    try {
      return encoding == null ? StandardCharsets.ISO_8859_1 : Charset.forName(encoding);
    } catch (IllegalArgumentException unknown) {
      return StandardCharsets.UTF_8;
    }
  }

  @Override
  public void write(int character) {
    delegate.write(character);
    count(String.valueOf((char) character));
  }

  @Override
  public void write(char[] characters, int offset, int length) {
    delegate.write(characters, offset, length);
    count(new String(characters, offset, length));
  }

  @Override
  public void write(String text, int offset, int length) {
    delegate.write(text, offset, length);
    count(text.substring(offset, offset + length));
  }

  @Override
  public void println() {
    delegate.println();
    count(lineEnd);
  }

  /** Undertow ends lines as HTTP does, whatever the platform; Tomcat and Jetty as the platform. */
  private static String lineEnd(PrintWriter writer) {
    return writer.getClass().getName().startsWith("io.undertow.") ? "\r\n" : System.lineSeparator();
  }

  private void count(String text) {
    written.add(
        charset == StandardCharsets.UTF_8 ? utf8Length(text) : text.getBytes(charset).length);
  }

  /** Halves of surrogate pairs may come in two calls: each half is two of the pair's four bytes. */
  private static long utf8Length(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  @Override
  public void flush() {
    delegate.flush();
  }

  @Override
  public void close() {
    delegate.close();
  }

  @Override
  public boolean checkError() {
    return delegate.checkError();
  }
}
