// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The log lines of traces: found by trace, forgotten oldest first. Written by the writer thread.
 */
final class LogTable {

  /** A line is cut here, in characters. */
  static final int MAX_LINE_CHARS = 4_000;

  /** All lines together take at most about this many characters. */
  static final long MAX_CHARS = 16L << 20;

  /** A trace's view ends after this many lines. */
  static final int MAX_LINES_READ = 2_000;

  private final Tables tables;
  private long next;
  private long chars;

  LogTable(Tables tables) {
    this.tables = tables;
    Long last = tables.logOrder.lastKey();
    next = last == null ? 1 : last + 1;
    tables.logs.values().forEach(line -> chars += line.length());
  }

  void add(String traceId, String line) {
    String cut = line.length() <= MAX_LINE_CHARS ? line : line.substring(0, MAX_LINE_CHARS);
    String key = Keys.logLine(traceId, next);
    tables.logs.put(key, cut);
    tables.logOrder.put(next, key);
    next++;
    chars += cut.length();
    while (chars > MAX_CHARS) {
      forgetOldest();
    }
  }

  private void forgetOldest() {
    Long oldest = tables.logOrder.firstKey();
    if (oldest == null) {
      chars = 0;
      return;
    }
    String gone = tables.logs.remove(tables.logOrder.remove(oldest));
    chars -= gone == null ? 0 : gone.length();
  }

  void drop(String traceId) {
    for (String line : Keys.removeRange(tables.logs, traceId + '/', traceId + '0')) {
      chars -= line.length();
    }
  }

  void clear() {
    tables.logs.clear();
    tables.logOrder.clear();
    chars = 0;
  }

  /** The lines of a trace in the order they came, at most {@value #MAX_LINES_READ}; any thread. */
  static List<String> lines(Tables tables, String traceId) {
    List<String> lines = new ArrayList<>();
    Iterator<String> keys = tables.logs.keyIterator(traceId + '/');
    while (keys.hasNext() && lines.size() < MAX_LINES_READ) {
      String key = keys.next();
      if (!key.startsWith(traceId + '/')) {
        break;
      }
      String line = tables.logs.get(key);
      if (line != null) {
        lines.add(line);
      }
    }
    return lines;
  }
}
