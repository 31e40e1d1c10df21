// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import io.github.xraysink.emit.Documents;
import io.github.xraysink.emit.EntityView;
import io.github.xraysink.emit.Handover;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An emitter that keeps what it is given instead of sending it.
 *
 * <p>Documents are written on the thread that hands them over, as the SDK's own emitter does, so
 * that a test sees exactly what would have been sent at that moment. Entities of ours are taken, so
 * a second hand-over of the same one gives nothing; those of the SDK are written each time. Safe
 * for any number of threads.
 */
public final class CapturingEmitter extends Emitter {

  /** Newest first; a linked stack, so that capturing costs a busy test no lock. */
  private record Captured(String text, @Nullable Captured before, int number) {}

  private final AtomicReference<@Nullable Captured> newest = new AtomicReference<>();
  private final AtomicInteger refused = new AtomicInteger();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private volatile Parsed parsed = new Parsed(null, List.of());

  private record Parsed(@Nullable Captured upTo, List<CapturedDocument> documents) {}

  /** Keeps the segment's document. {@code false} if it had been handed over before. */
  @Override
  public boolean sendSegment(Segment segment) {
    return keep(segment, segment::serialize, false);
  }

  /** Keeps the subsegment's document. {@code false} if it had been handed over before. */
  @Override
  public boolean sendSubsegment(Subsegment subsegment) {
    return keep(subsegment, subsegment::streamSerialize, true);
  }

  private boolean keep(Object entity, Supplier<String> sdkText, boolean alone) {
    try {
      if (!(entity instanceof Handover handover)) {
        return add(sdkText.get());
      }
      EntityView view = handover.take();
      if (view == null) {
        refused.incrementAndGet();
        return false;
      }
      return add(alone || !view.segment() ? Documents.streamJson(view) : Documents.json(view));
    } catch (Throwable failure) {
      failures.add(failure);
      throw failure;
    }
  }

  private boolean add(String text) {
    newest.updateAndGet(
        before -> new Captured(text, before, before == null ? 1 : before.number() + 1));
    return true;
  }

  /** The documents so far, in the order in which they arrived. A copy. */
  public List<CapturedDocument> documents() {
    Captured last = newest.get();
    Parsed known = parsed;
    if (known.upTo() != last) {
      known = new Parsed(last, parse(last, known));
      parsed = known;
    }
    return known.documents();
  }

  /** Parses what has come since; all, if what was known has been cleared. */
  private static List<CapturedDocument> parse(@Nullable Captured last, Parsed known) {
    Deque<CapturedDocument> fresh = new ArrayDeque<>();
    Captured at = last;
    while (at != null && at != known.upTo()) {
      fresh.addFirst(CapturedDocument.of(at.text()));
      at = at.before();
    }
    List<CapturedDocument> all = new ArrayList<>(at == null ? List.of() : known.documents());
    all.addAll(fresh);
    return List.copyOf(all);
  }

  /**
   * What was captured, put together into trees. Live: each question looks at what has arrived by
   * then.
   */
  public CapturedTraces traces() {
    return new CapturedTraces(this::documents);
  }

  /** How many documents have arrived. */
  public int count() {
    Captured last = newest.get();
    return last == null ? 0 : last.number();
  }

  /** How often an entity of ours was handed over again and gave nothing. */
  public int refused() {
    return refused.get();
  }

  /** What was thrown while documents were written; thrown on to whoever handed them over. */
  public List<Throwable> failures() {
    return List.copyOf(failures);
  }

  /** Forgets everything. */
  public void clear() {
    newest.set(null);
    refused.set(0);
    failures.clear();
  }
}
