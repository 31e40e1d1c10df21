// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class logs while something runs. */
final class LogLines {

  private LogLines() {}

  static List<String> during(Class<?> type, Level level, Runnable work) {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    Handler handler = new Handler() {
      @Override
      public void publish(LogRecord line) {
        if (line.getLevel().intValue() >= level.intValue()) {
          lines.add(new SimpleFormatter().formatMessage(line));
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    Logger logger = Logger.getLogger(type.getName());
    logger.addHandler(handler);
    try {
      work.run();
    } finally {
      logger.removeHandler(handler);
    }
    return lines;
  }
}
