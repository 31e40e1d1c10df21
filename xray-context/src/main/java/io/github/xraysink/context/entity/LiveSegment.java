// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import io.github.xraysink.emit.Documents;
import io.github.xraysink.emit.EntityView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A segment of ours, or something that stands where a segment would: see {@link Kind}. Made by
 * {@link Lifecycle}.
 *
 * <p>The segment holds what all its entities share: trace id, clock, sampling, recorder.
 */
public final class LiveSegment extends LiveEntity implements Segment {

  /** What a segment is in the trace. */
  public enum Kind {
    /** A segment, with a document of its own. */
    SEGMENT,
    /**
     * Begun as a segment where only subsegments can be (on Lambda): its document is a subsegment's.
     */
    SUBSEGMENT,
    /** Stands for a segment that somebody else sends; never sent, never ends. */
    FACADE
  }

  private final Kind kind;
  private final Lifecycle lifecycle;
  private final Shared shared;
  private final AWSXRayRecorder recorder;
  private final boolean recorded;
  private final long clockMicros;
  private final long clockNanos;
  private volatile boolean sampled;
  private volatile @Nullable String parentId;
  private volatile Map<String, String> headerExtras;

  // Random parts of a new trace's id, and what makes entity ids differ between processes restored
  // from
  // one snapshot. Never change once the constructor is through.
  private int traceHigh;
  private long traceLow;
  private long salt;
  private volatile @Nullable TraceID traceId;
  private volatile @Nullable String traceIdText;

  final OpenSubsegments open = new OpenSubsegments();
  /**
   * How many of {@link #open} were open when the segment ended, or have begun since, and have not
   * ended.
   */
  final AtomicInteger late = new AtomicInteger();
  /** How many entities of this segment the recorder's total knows of. */
  final AtomicInteger tallied = new AtomicInteger();
  /** How many entities of this segment turned out not to be sampled. */
  final AtomicInteger discarded = new AtomicInteger();
  /** Whether an in-progress document has been sent; written by the housekeeping thread only. */
  boolean reportedInProgress;

  private volatile @Nullable RecentExceptions recentExceptions;
  private @Nullable Object invocation;
  private @Nullable Entity standsFor;

  LiveSegment(Lifecycle lifecycle, AWSXRayRecorder recorder, SegmentStart start, boolean recorded) {
    super(start.name(), null, recorded ? lifecycle.clock().nanos() : 0);
    this.kind = start.kind();
    this.lifecycle = lifecycle;
    this.shared = start.shared();
    this.recorder = recorder;
    this.recorded = recorded;
    this.sampled = start.sampled();
    this.parentId = start.parentId();
    this.headerExtras = start.headerExtras();
    this.clockMicros = lifecycle.clock().epochMicros();
    this.clockNanos = startNanos();
    this.traceId = start.traceId();
    this.traceIdText = start.traceIdText();
    lifecycle.ids().seed(this, traceId == null && traceIdText == null);
    if (kind == Kind.FACADE) {
      becomeFacade();
    }
  }

  /** A copy of an open segment, to be sent while the original is in progress. */
  private LiveSegment(LiveSegment original, @Nullable LiveEntity completed) {
    super(original.getName(), null, 0);
    this.kind = original.kind;
    this.lifecycle = original.lifecycle;
    this.shared = original.shared;
    this.recorder = original.recorder;
    this.recorded = original.recorded;
    this.sampled = original.sampled;
    this.parentId = original.parentId;
    this.headerExtras = original.headerExtras;
    this.clockMicros = original.clockMicros;
    this.clockNanos = original.clockNanos;
    this.traceId = original.getTraceId();
    original.copyStateTo(this);
    becomePreliminary(completed);
    sealDetails();
  }

  LiveSegment preliminary(@Nullable LiveEntity completed) {
    return new LiveSegment(this, completed);
  }

  void seed(int traceHigh, long traceLow, long salt) {
    this.traceHigh = traceHigh;
    this.traceLow = traceLow;
    this.salt = salt;
  }

  long salt() {
    return salt;
  }

  /**
   * As random as any, also where the trace is somebody else's, and at hand: the JVM would have to
   * make one up and keep it in the header.
   */
  @Override
  public int hashCode() {
    return (int) traceLow;
  }

  /** Which instance it is. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  Lifecycle lifecycle() {
    return lifecycle;
  }

  AWSXRayRecorder recorder() {
    return recorder;
  }

  /** What this is in the trace. */
  public Kind kind() {
    return kind;
  }

  /** What the trace header carried besides root, parent and decision, to be passed on; in order. */
  public Map<String, String> headerExtras() {
    return headerExtras;
  }

  /**
   * Sets {@link #headerExtras}, for whoever reads the header after the segment has begun. The map
   * is not copied, and must not change.
   */
  public void headerExtras(Map<String, String> extras) {
    headerExtras = extras;
  }

  /**
   * On Lambda, what tells the invocation this segment belongs to; kept for the context, which alone
   * understands it.
   */
  public @Nullable Object invocation() {
    return invocation;
  }

  /** Sets {@link #invocation()}. */
  public void invocation(Object invocation) {
    this.invocation = invocation;
  }

  /** Makes this facade lead a thread back to the entity it stands for. */
  public void standFor(Entity entity) {
    standsFor = entity;
  }

  RecentExceptions recentExceptions() {
    RecentExceptions existing = recentExceptions;
    if (existing == null) {
      existing = new RecentExceptions();
      recentExceptions = existing;
    }
    return existing;
  }

  @Override
  boolean isRecorded() {
    return recorded;
  }

  long microsAt(long nanos) {
    return recorded ? clockMicros + Math.floorDiv(nanos - clockNanos, 1_000L) : clockMicros;
  }

  long nanosAt(double epochSeconds) {
    return clockNanos + (Math.round(epochSeconds * 1e6) - clockMicros) * 1_000L;
  }

  @Override
  Map<String, Object> sharedAws() {
    return shared.aws();
  }

  // --- ending ---

  /**
   * Ends this segment, tells listeners, and sends it. Always {@code false}: nothing is left to do.
   */
  @Override
  public boolean end() {
    finish();
    return false;
  }

  /** As {@link #end}. */
  @Override
  public void close() {
    finish();
  }

  // --- identity ---

  @Override
  public boolean segment() {
    return kind == Kind.SEGMENT;
  }

  @Override
  public TraceID getTraceId() {
    TraceID id = traceId;
    if (id == null) {
      id = TraceID.fromString(traceIdText());
      traceId = id;
    }
    return id;
  }

  /** The trace id in X-Ray's form. */
  public String traceIdText() {
    String text = traceIdText;
    if (text == null) {
      TraceID id = traceId;
      text = id == null ? generatedTraceId() : id.toString();
      traceIdText = text;
    }
    return text;
  }

  private String generatedTraceId() {
    return Ids.traceIdText((int) (clockMicros / 1_000_000), traceHigh, traceLow);
  }

  @Override
  public void setTraceId(@Nullable TraceID traceId) {
    if (traceId == null || isEmitted()) {
      ignored();
    } else {
      this.traceId = traceId;
      this.traceIdText = null;
    }
  }

  @Override
  public @Nullable String getParentId() {
    return parentId;
  }

  @Override
  public @Nullable String parentId() {
    return parentId;
  }

  @Override
  public void setParentId(@Nullable String parentId) {
    if (isEmitted()) {
      ignored();
    } else {
      this.parentId = parentId;
    }
  }

  /**
   * {@code null}: a segment has no parent in this process, unless it is a facade for an entity of
   * the SDK's.
   */
  @Override
  @SuppressWarnings("NullAway") // the SDK's own segments answer null here
  public Entity getParent() {
    return standsFor;
  }

  @Override
  public void setParent(@Nullable Entity parent) {
    ignored();
  }

  @Override
  public Segment getParentSegment() {
    return this;
  }

  // --- sampling ---

  @Override
  public boolean isSampled() {
    return sampled;
  }

  /**
   * Changes the sampling decision while the segment is open. A segment that is not recording stays
   * unsampled: there would be nothing to send. Where the segment, or something below it, is current
   * on this thread, listeners are told that it is set, so that what they show of the trace is right
   * from now on.
   */
  @Override
  public void setSampled(boolean sampled) {
    if (isEmitted() || kind == Kind.FACADE || sampled && !recorded) {
      ignored();
    } else if (sampled != this.sampled) {
      this.sampled = sampled;
      lifecycle.surroundings().decided(this);
    }
  }

  @Override
  public boolean isRecording() {
    return recorded;
  }

  @Override
  public void setRuleName(@Nullable String ruleName) {
    if (ruleName != null && recorded) {
      Map<String, Object> xray = new LinkedHashMap<>();
      if (getAws().get("xray") instanceof Map<?, ?> before) {
        before.forEach((key, value) -> xray.put(String.valueOf(key), value));
      }
      xray.put("rule_name", ruleName);
      putAws("xray", xray);
    }
  }

  // --- what only segments tell ---

  @Override
  public @Nullable String user() {
    Details details = detailsOrNull();
    return details == null ? null : details.user;
  }

  @Override
  @SuppressWarnings("NullAway") // null where none is set, as in the SDK
  public String getUser() {
    return user();
  }

  @Override
  public void setUser(@Nullable String user) {
    if (isEmitted()) {
      ignored();
    } else {
      details().user = user;
    }
  }

  @Override
  public @Nullable String origin() {
    Details details = detailsOrNull();
    String own = details == null ? null : details.origin;
    return own == null ? shared.origin() : own;
  }

  @Override
  @SuppressWarnings("NullAway") // null where none is set, as in the SDK
  public String getOrigin() {
    return origin();
  }

  @Override
  public void setOrigin(@Nullable String origin) {
    if (isEmitted()) {
      ignored();
    } else {
      details().origin = origin;
    }
  }

  @Override
  public @Nullable String resourceArn() {
    Details details = detailsOrNull();
    return details == null ? null : details.resourceArn;
  }

  @Override
  @SuppressWarnings("NullAway") // null where none is set, as in the SDK
  public String getResourceArn() {
    return resourceArn();
  }

  @Override
  public void setResourceArn(@Nullable String resourceArn) {
    if (isEmitted()) {
      ignored();
    } else {
      details().resourceArn = resourceArn;
    }
  }

  @Override
  public Map<String, Object> service() {
    Details details = detailsOrNull();
    return details == null ? shared.service() : details.serviceOr(shared.service());
  }

  @Override
  public Map<String, Object> getService() {
    return details().service(shared.service());
  }

  @Override
  public void setService(@Nullable Map<String, Object> service) {
    replace(getService(), service);
  }

  @Override
  public void putService(@Nullable String key, @Nullable Object value) {
    if (key == null || value == null) {
      ignored();
    } else {
      putAllService(Map.of(key, value));
    }
  }

  @Override
  public void putAllService(@Nullable Map<String, Object> all) {
    putAll(getService(), all);
  }

  // --- what is below ---

  @Override
  public List<LiveEntity> children() {
    return claimedChildren();
  }

  @Override
  public void removeSubsegment(@Nullable Subsegment subsegment) {
    if (subsegment instanceof LiveSubsegment ours) {
      dropClaimedChild(ours);
    }
  }

  /**
   * Ended and open subsegments right below {@code parent}, which is of this segment, in the order
   * of their begin.
   */
  List<Subsegment> childrenOf(LiveEntity parent) {
    return open.childrenOf(parent);
  }

  // --- documents ---

  @Override
  public @Nullable EntityView take() {
    return lifecycle.take(this);
  }

  @Override
  public String serialize() {
    return kind == Kind.SEGMENT ? Documents.json(this) : Documents.streamJson(this);
  }

  @Override
  public String prettySerialize() {
    return serialize();
  }
}
