// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Follows log files, as {@code tail -F}: from their end at the start, from the beginning when they
 * come or are replaced later.
 */
final class LogTail implements AutoCloseable {

  private static final Logger LOG = System.getLogger(LogTail.class.getName());

  private static final int POLL_MILLIS = 300;
  private static final int MAX_BYTES_PER_POLL = 1 << 20;
  private static final int MAX_LINE_BYTES = 64 * 1024;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "xraysink-console-tail");
        thread.setDaemon(true);
        return thread;
      });

  /** One followed file; used by the timer's thread only. */
  private static final class Followed {
    final Path file;
    final LogLines lines = new LogLines();
    final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    long position;

    Followed(Path file) {
      this.file = file;
      try {
        position = Files.exists(file) ? Files.size(file) : 0;
      } catch (IOException e) {
        LOG.log(Level.WARNING, "log file {0} cannot be read: {1}", file, e.getMessage());
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // poll keeps its failures to itself
  LogTail(List<Path> files, Consumer<List<LogLines.Line>> sink) {
    for (Path file : files) {
      Followed followed = new Followed(file);
      timer.scheduleWithFixedDelay(
          () -> poll(followed, sink), POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static void poll(Followed followed, Consumer<List<LogLines.Line>> sink) {
    try {
      if (Files.exists(followed.file)) {
        List<LogLines.Line> lines = followed.lines.read(newLines(followed));
        if (!lines.isEmpty()) {
          sink.accept(lines);
        }
      }
    } catch (IOException | RuntimeException e) {
      // A failing task would not run again; the file may be readable the next time.
      LOG.log(Level.DEBUG, "log file " + followed.file + " cannot be read", e);
    }
  }

  private static List<String> newLines(Followed followed) throws IOException {
    try (FileChannel channel = FileChannel.open(followed.file, StandardOpenOption.READ)) {
      if (channel.size() < followed.position) { // cut off or replaced: start again
        followed.position = 0;
        followed.partial.reset();
      }
      ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES_PER_POLL);
      int read = channel.read(buffer, followed.position);
      if (read <= 0) {
        return List.of();
      }
      followed.position += read;
      followed.partial.write(buffer.array(), 0, read);
    }
    return takeWholeLines(followed.partial);
  }

  private static List<String> takeWholeLines(ByteArrayOutputStream partial) {
    byte[] bytes = partial.toByteArray();
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (end == 0 && bytes.length < MAX_LINE_BYTES) {
      return List.of();
    }
    end = end == 0 ? bytes.length : end;
    partial.reset();
    partial.write(bytes, end, bytes.length - end);
    return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
