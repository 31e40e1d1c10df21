// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells open pages that traces changed, as server-sent events: {@code {"traces": [ids], "more":
 * false}}, at most four a second each, and a comment now and then to find out who has gone.
 */
final class EventStream implements TraceListener, AutoCloseable {

  static final int MAX_STREAMS = 32;

  private static final int MAX_IDS = 200;
  private static final int GAP_MILLIS = 250;
  private static final int HEARTBEAT_SECONDS = 10;

  private final Semaphore permits = new Semaphore(MAX_STREAMS);
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /** What one page has not been told yet; guarded by its lock. */
  private static final class Subscriber {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<String> ids = new LinkedHashSet<>();
    private boolean more;
    private boolean closed;

    void add(List<TraceRecord> traces) {
      lock.lock();
      try {
        for (TraceRecord trace : traces) {
          more |= ids.size() >= MAX_IDS;
          if (!more) {
            ids.add(trace.traceId());
          }
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    void close() {
      lock.lock();
      try {
        closed = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Waits for changes; returns the next message, "" for a heartbeat. */
    String next() throws InterruptedException {
      lock.lock();
      try {
        long left = TimeUnit.SECONDS.toNanos(HEARTBEAT_SECONDS);
        while (ids.isEmpty() && !closed && left > 0) {
          left = changed.awaitNanos(left);
        }
        if (ids.isEmpty()) {
          return "";
        }
        ObjectNode message = Json.object().put("more", more);
        ArrayNode array = message.putArray("traces");
        new ArrayList<>(ids).forEach(array::add);
        ids.clear();
        more = false;
        return Json.text(message);
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void updated(List<TraceRecord> traces) {
    subscribers.forEach(subscriber -> subscriber.add(traces));
  }

  /** Holds the request open and writes events until the page or the console goes. */
  void serve(HttpExchange exchange) throws IOException {
    if (closed || !permits.tryAcquire()) {
      throw new ApiException(503, "ServiceUnavailable", "too many open pages");
    }
    Subscriber subscriber = new Subscriber();
    subscribers.add(subscriber);
    try {
      exchange.getRequestBody().readAllBytes();
      Answer.headers(exchange, "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      write(exchange.getResponseBody(), subscriber);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      subscribers.remove(subscriber);
      permits.release();
    }
  }

  private void write(OutputStream out, Subscriber subscriber)
      throws IOException, InterruptedException {
    out.write(DocumentReader.utf8("retry: 1000\n\n"));
    out.flush();
    while (!closed) {
      String message = subscriber.next();
      out.write(DocumentReader.utf8(message.isEmpty() ? ":\n\n" : "data: " + message + "\n\n"));
      out.flush();
      TimeUnit.MILLISECONDS.sleep(GAP_MILLIS); // the rate limit: what comes meanwhile is gathered
    }
  }

  @Override
  public void close() {
    closed = true;
    subscribers.forEach(Subscriber::close);
  }
}
