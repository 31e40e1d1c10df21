// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Takes what is logged, at WARNING and above, as long as it is open; keeps it from the console. */
final class LogLines extends Handler implements AutoCloseable {

  static {
    // Else the SDK's logging looks for other libraries, and finds SLF4J without a back end on the
    // schema checker's account.
    System.setProperty(
        "org.apache.commons.logging.LogFactory", "org.apache.commons.logging.impl.LogFactoryImpl");
    System.setProperty(
        "org.apache.commons.logging.Log", "org.apache.commons.logging.impl.Jdk14Logger");
    System.setProperty("slf4j.internal.verbosity", "ERROR");
  }

  private final Logger root = Logger.getLogger("");
  private final List<Handler> silenced = new ArrayList<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final SimpleFormatter formatter = new SimpleFormatter();

  private LogLines() {
    setLevel(Level.WARNING);
  }

  /** Begins to take. */
  static LogLines open() {
    LogLines taking = new LogLines();
    for (Handler handler : taking.root.getHandlers()) {
      taking.silenced.add(handler);
      taking.root.removeHandler(handler);
    }
    taking.root.addHandler(taking);
    return taking;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void publish(LogRecord entry) {
    if (isLoggable(entry)) {
      String logger = String.valueOf(entry.getLoggerName());
      String shortName = logger.substring(logger.lastIndexOf('.') + 1);
      lines.add(entry.getLevel() + " " + shortName + ": " + formatter.formatMessage(entry));
    }
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    root.removeHandler(this);
    silenced.forEach(root::addHandler);
  }
}
