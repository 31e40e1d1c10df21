// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import io.github.xraysink.internal.CheckpointHooks;
import io.github.xraysink.internal.Guard;
import io.github.xraysink.internal.ThrottledLog;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An emitter that never makes the application wait: {@link #sendSegment} and
 * {@link #sendSubsegment} only put what they are given into a bounded queue; one daemon thread
 * writes the documents and sends them.
 *
 * <p>Entities of this library give themselves away once, so a second call with the same one finds
 * nothing to send and is counted as {@link DropReason#DUPLICATE}. Other entities of the SDK write
 * themselves, on the calling thread, because nobody says that they stay as they are.
 *
 * <p>None of the sending methods blocks, parks or throws, on platform and on virtual threads; an
 * interrupted caller stays interrupted. Memory is bounded by {@link Builder#queueCapacity} entities
 * with what the application put into them, plus one batch of documents of at most 64 KB each.
 *
 * <p>Works with the SDK's own builder:
 * {@code AWSXRayRecorderBuilder.standard().withEmitter(BoundedEmitter.udp())}. No thread and no
 * socket exist before the first entity is sent, and neither does after {@link #close()}. With
 * {@code org.crac} on the class path the queue is emptied before a checkpoint, so that restored
 * copies of a process do not all send the same documents.
 */
public final class BoundedEmitter extends Emitter implements EntitySink, AutoCloseable {

  /** Default of {@link Builder#queueCapacity}: {@value} entities. */
  public static final int DEFAULT_QUEUE_CAPACITY = 10_000;

  /** Default of {@link Builder#closeTimeout}, in milliseconds: {@value}. */
  public static final long DEFAULT_CLOSE_TIMEOUT_MILLIS = 2_000;

  /** Default of {@link Builder#threadName}: {@value}. */
  public static final String DEFAULT_THREAD_NAME = "xraysink-emitter";

  private final DocumentTransport transport;
  private final OverflowPolicy overflow;
  private final Duration closeTimeout;
  private final int queueCapacity;
  private final Admission admission;
  private final EmitterCounts counts = new EmitterCounts();
  private final Sender sender;
  private final SenderThread thread;
  private final ThrottledLog log =
      new ThrottledLog(System.getLogger(BoundedEmitter.class.getName()));
  private final AtomicBoolean closing = new AtomicBoolean();

  /** In-progress documents in the queue: they count as no entity, and still must not pile up. */
  private final AtomicInteger previews = new AtomicInteger();

  /** Kept because the checkpoint context holds its hooks weakly. */
  final @Nullable Object checkpointHook;

  private BoundedEmitter(Builder builder) {
    this.transport = builder.transport == null ? UdpTransport.create() : builder.transport;
    this.overflow = builder.overflow;
    this.closeTimeout = builder.closeTimeout;
    this.queueCapacity = builder.queueCapacity;
    this.admission = new Admission(queueCapacity);
    this.sender = new Sender(transport, admission, counts, builder.maxDocumentBytes);
    this.thread =
        new SenderThread(admission, sender, builder.threads(), queueCapacity, this::taken);
    this.checkpointHook = CheckpointHooks.register(() -> flush(closeTimeout), () -> {});
  }

  /** An emitter that sends to AWS's daemon as the SDK's own would, with all defaults. */
  public static BoundedEmitter udp() {
    return builder().build();
  }

  /** A builder with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Takes a segment to be sent.
   *
   * @return whether it was accepted; if not, it has been counted as dropped, or as a duplicate
   */
  @Override
  public boolean sendSegment(Segment segment) {
    return send(segment);
  }

  /**
   * Takes a subsegment to be sent on its own.
   *
   * @return whether it was accepted; if not, it has been counted as dropped, or as a duplicate
   */
  @Override
  public boolean sendSubsegment(Subsegment subsegment) {
    return send(subsegment);
  }

  private boolean send(Entity entity) {
    try {
      if (!(entity instanceof Handover handover)) {
        return sendForeign(entity);
      }
      EntityView tree = handover.take();
      if (tree != null) {
        return accept(tree);
      }
      counts.dropped(DropReason.DUPLICATE, 1);
      return false;
    } catch (Throwable failed) {
      return unreadable(failed);
    }
  }

  @Override
  public boolean accept(EntityView tree) {
    try {
      int entities = tree.completedEntities();
      counts.begun(entities);
      if (!admit(entities)) {
        return false;
      }
      thread.add(new Work.Tree(tree, entities));
      return true;
    } catch (Throwable failed) {
      return unreadable(failed);
    }
  }

  private boolean sendForeign(Entity entity) {
    int entities = ForeignEntities.completed(entity);
    counts.begun(entities);
    if (!admit(entities)) {
      return false;
    }
    Work.Foreign work = Guard.call(
        "have an entity write itself", null, () -> ForeignEntities.read(entity, entities));
    if (work == null) {
      taken(entities);
      if (admission.release(entities)) {
        counts.dropped(DropReason.UNWRITABLE, entities);
      }
      return false;
    }
    thread.add(work);
    return true;
  }

  /** An entity that cannot even be counted is counted as one. */
  private boolean unreadable(Throwable failed) {
    counts.begun(1);
    counts.dropped(DropReason.UNWRITABLE, 1);
    Guard.caught("take an entity to be sent", failed);
    return false;
  }

  private boolean admit(int entities) {
    if (entities == 0 && previews.incrementAndGet() > queueCapacity) {
      previews.decrementAndGet();
      return false;
    }
    Admission.Answer answer = admission.admit(entities);
    if (answer == Admission.Answer.FULL && overflow == OverflowPolicy.DROP_OLDEST) {
      answer = evictFor(entities);
    }
    if (answer == Admission.Answer.ADMITTED) {
      return true;
    }
    taken(entities);
    counts.dropped(
        answer == Admission.Answer.FULL ? DropReason.QUEUE_FULL : DropReason.CLOSED, entities);
    return false;
  }

  /**
   * Drops what waited longest until there is room. What is being sent already cannot be dropped.
   */
  private Admission.Answer evictFor(int entities) {
    Admission.Answer answer = Admission.Answer.FULL;
    Work.Mark put = null;
    while (answer == Admission.Answer.FULL) {
      Work oldest = thread.poll();
      if (oldest == null || oldest == put) {
        if (put != null && oldest == put) {
          thread.add(put);
        }
        return answer;
      }
      if (oldest instanceof Work.Mark mark) {
        put = put == null ? mark : put;
        thread.add(mark);
      } else {
        taken(oldest.entities());
        if (admission.release(oldest.entities())) {
          counts.dropped(DropReason.QUEUE_FULL, oldest.entities());
        }
        answer = admission.admit(entities);
      }
    }
    return answer;
  }

  private void taken(int entities) {
    if (entities == 0) {
      previews.decrementAndGet();
    }
  }

  /**
   * Waits until everything handed over before is sent or dropped.
   *
   * @param atMost how long to wait; zero or less does not wait
   * @return whether everything was done in that time; {@code false} also if the calling thread was
   *     interrupted, which it then still is
   */
  public boolean flush(Duration atMost) {
    if (closing.get()) {
      return admission.held() == 0;
    }
    CountDownLatch reached = new CountDownLatch(1);
    thread.add(new Work.Mark(reached));
    thread.wake();
    try {
      return reached.await(nanos(atMost), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * As {@link #close(Duration)} with the emitter's own timeout,
   * {@value #DEFAULT_CLOSE_TIMEOUT_MILLIS} ms unless set.
   */
  @Override
  public void close() {
    close(closeTimeout);
  }

  /**
   * Sends what is queued, ends the thread and closes the transport. What is not sent in time is
   * counted as {@link DropReason#CLOSED}, and so is everything handed over from now on. An
   * interrupt does not shorten the wait. A second call does nothing.
   *
   * @param atMost how long to wait; zero or less does not wait
   */
  public void close(Duration atMost) {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    admission.close();
    boolean finished = awaitFinished(nanos(atMost));
    if (!finished) {
      long left = admission.abandon();
      counts.dropped(DropReason.CLOSED, left);
      thread.interrupt();
      log.warn("Closed before everything was sent: " + left + " entities were dropped", null);
    }
    closeTransport(finished);
  }

  private boolean awaitFinished(long nanos) {
    boolean interrupted = false;
    long end = System.nanoTime() + nanos;
    try {
      while (true) {
        try {
          return thread.awaitFinished(end - System.nanoTime());
        } catch (InterruptedException again) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * A transport that is stuck in sending may be stuck in closing too, so then nobody waits for it.
   */
  private void closeTransport(boolean finished) {
    Runnable close = () -> Guard.run("close a transport", transport::close);
    if (finished) {
      close.run();
    } else {
      Guard.run(
          "close a transport",
          () -> Builder.daemon(close, "xraysink-emitter-close").start());
    }
  }

  /** Whether its transport says {@link DocumentTransport#openTelemetry}. */
  public boolean openTelemetry() {
    return Guard.call(
        "ask a transport where its traces go", false, () -> transport.openTelemetry());
  }

  /** What the emitter did so far. */
  public EmitterStats stats() {
    return counts.snapshot(admission.held());
  }

  /**
   * What had to be changed in documents to bring them within X-Ray's limits; kinds that did not
   * occur are absent.
   */
  public Map<DocumentChange, Long> changes() {
    return sender.changes();
  }

  /**
   * The last thing that went wrong, short and without values of the application's; empty if nothing
   * did.
   */
  public Optional<String> lastError() {
    return Optional.ofNullable(counts.lastError());
  }

  private static long nanos(Duration duration) {
    try {
      return Math.max(0, duration.toNanos());
    } catch (ArithmeticException centuries) {
      return Long.MAX_VALUE / 2;
    }
  }

  /** Settings of a {@link BoundedEmitter}. Not for use by several threads. */
  public static final class Builder {

    private static final int MIN_DOCUMENT_BYTES = 8_192;
    private static final int MAX_QUEUE_CAPACITY = 10_000_000;

    private @Nullable DocumentTransport transport;
    private int queueCapacity = DEFAULT_QUEUE_CAPACITY;
    private OverflowPolicy overflow = OverflowPolicy.DROP_NEWEST;
    private Duration closeTimeout = Duration.ofMillis(DEFAULT_CLOSE_TIMEOUT_MILLIS);
    private String threadName = DEFAULT_THREAD_NAME;
    private int maxDocumentBytes = DocumentLimits.MAX_DOCUMENT_BYTES;
    private @Nullable ThreadFactory threads;

    private Builder() {}

    /** Where documents go. The emitter closes it. Default: {@link UdpTransport#create}. */
    public Builder transport(DocumentTransport transport) {
      this.transport = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /**
     * How many entities may wait or be on their way at once; a larger tree is taken only when
     * nothing else is held.
     *
     * @param entities 1 to 10,000,000; default {@value BoundedEmitter#DEFAULT_QUEUE_CAPACITY}
     */
    public Builder queueCapacity(int entities) {
      this.queueCapacity = within("queueCapacity", entities, 1, MAX_QUEUE_CAPACITY);
      return this;
    }

    /** What to drop when the queue is full. Default: {@link OverflowPolicy#DROP_NEWEST}. */
    public Builder overflow(OverflowPolicy policy) {
      this.overflow = Objects.requireNonNull(policy, "overflow");
      return this;
    }

    /**
     * How long {@link BoundedEmitter#close()} waits for what is queued.
     *
     * @param timeout not negative; default {@value BoundedEmitter#DEFAULT_CLOSE_TIMEOUT_MILLIS} ms
     */
    public Builder closeTimeout(Duration timeout) {
      if (timeout.isNegative()) {
        throw new IllegalArgumentException(
            "closeTimeout is " + timeout + ", but must not be negative");
      }
      this.closeTimeout = timeout;
      return this;
    }

    /** The name of the emitter's thread. Default: {@value BoundedEmitter#DEFAULT_THREAD_NAME}. */
    public Builder threadName(String name) {
      this.threadName = Objects.requireNonNull(name, "threadName");
      return this;
    }

    /**
     * The largest document; larger trees are split. Less than the default is needed only where
     * datagrams must be smaller.
     *
     * @param bytes 8,192 to {@value DocumentLimits#MAX_DOCUMENT_BYTES}, the default
     */
    public Builder maxDocumentBytes(int bytes) {
      this.maxDocumentBytes =
          within("maxDocumentBytes", bytes, MIN_DOCUMENT_BYTES, DocumentLimits.MAX_DOCUMENT_BYTES);
      return this;
    }

    /** For tests of what happens when threads cannot be had. */
    Builder threads(ThreadFactory threads) {
      this.threads = threads;
      return this;
    }

    /**
     * Builds the emitter. Opens no socket and starts no thread.
     *
     * @throws IllegalArgumentException if no transport was given and the daemon's address, wherever
     *     it is set, is malformed
     */
    public BoundedEmitter build() {
      return new BoundedEmitter(this);
    }

    private ThreadFactory threads() {
      String name = threadName;
      return threads != null ? threads : work -> daemon(work, name);
    }

    /**
     * A thread that keeps nothing of the one that happened to start it: no class loader, no
     * inherited thread-local.
     */
    private static Thread daemon(Runnable work, String name) {
      Thread thread = new Thread(null, work, name, 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(BoundedEmitter.class.getClassLoader());
      return thread;
    }

    private static int within(String setting, int value, int min, int max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            setting + " is " + value + ", but must be " + min + " to " + max);
      }
      return value;
    }
  }
}
