// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What is logged at WARNING and above, by us through {@code System.Logger} and by the SDK through
 * commons-logging.
 */
final class LogLines {

  private LogLines() {}

  /** Runs {@code work}; gives the lines logged meanwhile, as {@code LEVEL message}. */
  static List<String> of(Runnable work) {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler collecting = new Handler() {
      @Override
      public void publish(LogRecord line) {
        if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
          lines.add(line.getLevel().getName() + " " + line.getMessage());
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    Logger root = Logger.getLogger("");
    root.addHandler(collecting);
    try {
      work.run();
    } finally {
      root.removeHandler(collecting);
    }
    return lines;
  }
}
