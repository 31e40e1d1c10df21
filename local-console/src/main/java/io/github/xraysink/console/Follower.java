// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Prints each trace when it is finished: nothing in it is open any more and nothing came for
 * {@value #QUIET_MILLIS} ms. What comes for a trace after it was printed is not printed again.
 */
final class Follower implements TraceListener {

  static final int QUIET_MILLIS = 500;

  private static final int REMEMBERED = 10_000;

  private final TraceStore store;
  private final TreePrinter printer;
  private final PrintStream out;
  private final Clock clock;
  private final Map<String, Waiting> waiting = bounded(); // guarded by this
  private final Map<String, Boolean> printed = bounded(); // guarded by this
  private final AtomicInteger count = new AtomicInteger();

  private record Waiting(TraceRecord trace, long sinceMillis) {}

  Follower(TraceStore store, TreePrinter printer, PrintStream out, Clock clock) {
    this.store = store;
    this.printer = printer;
    this.out = out;
    this.clock = clock;
  }

  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  @Override
  public synchronized void updated(List<TraceRecord> traces) {
    long now = clock.millis();
    for (TraceRecord trace : traces) {
      if (!printed.containsKey(trace.traceId())) {
        waiting.put(trace.traceId(), new Waiting(trace, now));
      }
    }
  }

  /** Prints what is finished, at most {@code atMost} traces; returns how many were printed ever. */
  int print(int atMost) {
    for (TraceRecord trace : finished(atMost)) {
      store
          .read(reader -> reader.tree(trace.traceId()))
          .ifPresent(tree -> out.print(printer.print(trace, tree)));
      count.incrementAndGet();
    }
    out.flush();
    return count.get();
  }

  private synchronized List<TraceRecord> finished(int atMost) {
    long before = clock.millis() - QUIET_MILLIS;
    Predicate<Waiting> done = w -> !w.trace().inProgress() && w.sinceMillis() <= before;
    List<TraceRecord> finished = new ArrayList<>();
    Iterator<Waiting> each = waiting.values().iterator();
    while (each.hasNext() && finished.size() < atMost) {
      Waiting one = each.next();
      if (done.test(one)) {
        each.remove();
        printed.put(one.trace().traceId(), true);
        finished.add(one.trace());
      }
    }
    return finished;
  }
}
