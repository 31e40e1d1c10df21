// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ThrottledLogTest {

  private final RecordingLogger logger = new RecordingLogger();
  private final ThrottledLog log = new ThrottledLog(logger);

  @Test
  void warn_logsTheFirstLineAtOnceWithItsCause() {
    Exception cause = new IllegalStateException("socket closed");

    log.warn("Could not send", cause);

    assertThat(logger.lines()).containsExactly(new Line(Level.WARNING, "Could not send", cause));
  }

  @Test
  void warn_keepsLaterLinesOfTheSameMinuteAtDebug() {
    log.warn("first", null);

    log.warn("second", null);
    log.warn("third", null);

    assertThat(logger.lines())
        .extracting(Line::level)
        .containsExactly(Level.WARNING, Level.DEBUG, Level.DEBUG);
  }

  @Test
  void warn_logsOneWarningHoweverManyThreadsCallAtOnce() throws Exception {
    int threads = 8;
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> calls = new ArrayList<>();

    for (int i = 0; i < threads; i++) {
      calls.add(pool.submit(() -> {
        start.await();
        log.warn("flood", null);
        return null;
      }));
    }
    start.countDown();
    for (Future<?> call : calls) {
      call.get(10, TimeUnit.SECONDS);
    }
    pool.shutdownNow();

    assertThat(logger.lines()).hasSize(threads);
    assertThat(logger.lines()).filteredOn(line -> line.level() == Level.WARNING).hasSize(1);
  }

  private record Line(Level level, String message, Throwable cause) {}

  private static final class RecordingLogger implements System.Logger {

    private final List<Line> lines = new ArrayList<>();

    synchronized List<Line> lines() {
      return List.copyOf(lines);
    }

    @Override
    public String getName() {
      return "recording";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public synchronized void log(
        Level level, ResourceBundle bundle, String message, Throwable cause) {
      lines.add(new Line(level, message, cause));
    }

    @Override
    public synchronized void log(
        Level level, ResourceBundle bundle, String format, Object... params) {
      lines.add(new Line(level, format, null));
    }
  }
}
