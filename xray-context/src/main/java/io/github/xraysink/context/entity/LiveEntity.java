// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Cause;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Subsegment;
import com.fasterxml.jackson.databind.node.NullNode;
import io.github.xraysink.emit.CauseView;
import io.github.xraysink.emit.EntityView;
import io.github.xraysink.emit.Handover;
import io.github.xraysink.internal.Guard;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What our segments and subsegments have in common: a name, times, what they tell, and the SDK's
 * interface to it.
 *
 * <p>Where an entity stands is one atomic state; see {@link Completion} for who sends what. Nothing
 * here throws: a write that comes too late, or has no key or value, is ignored and counted.
 */
public abstract sealed class LiveEntity extends Completion implements Entity, EntityView, Handover
    permits LiveSegment, LiveSubsegment {

  private static final VarHandle ID;
  private static final VarHandle DETAILS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ID = lookup.findVarHandle(LiveEntity.class, "id", long.class);
      DETAILS = lookup.findVarHandle(LiveEntity.class, "details", Details.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final String name;
  private final LiveSegment root;
  // Made when first asked for, which for most subsegments is when they are written. 0: not yet.
  @SuppressWarnings("unused") // through ID
  private volatile long id;

  private @Nullable String idText;

  @SuppressWarnings("unused") // through DETAILS
  private volatile @Nullable Details details;

  // On the clock of the segment. Plain: written by whoever begins and ends the entity, published by
  // the state.
  private long startNanos;
  private long endNanos;
  private boolean endSet;
  private boolean error;
  private boolean fault;
  private boolean throttle;

  /**
   * Begins an entity.
   *
   * @param root the segment it belongs to; {@code null} for a segment
   */
  LiveEntity(@Nullable String name, @Nullable LiveSegment root, long startNanos) {
    this.name = name == null ? "" : name;
    this.root = root == null ? (LiveSegment) this : root;
    this.startNanos = startNanos;
  }

  /** The segment this entity belongs to; itself for a segment. */
  final LiveSegment root() {
    return root;
  }

  /** Ends this entity and nothing else, on any thread. Later calls do nothing. */
  final void finish() {
    root().lifecycle().end(this);
  }

  final long startNanos() {
    return startNanos;
  }

  final void stop(long nowNanos) {
    if (!endSet) {
      endNanos = nowNanos;
    }
  }

  // --- identity ---

  @Override
  public final String getName() {
    return name;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String getId() {
    String text = idText;
    if (text == null) {
      text = Ids.entityIdText(idBits());
      idText = text;
    }
    return text;
  }

  @Override
  public final String id() {
    return getId();
  }

  private long idBits() {
    long bits = id;
    if (bits != 0) {
      return bits;
    }
    long fresh = Ids.entityId(root().salt());
    return ID.compareAndSet(this, 0L, fresh) ? fresh : id;
  }

  @Override
  public final void setId(@Nullable String text) {
    if (text == null || text.isBlank() || isEmitted()) {
      ignored();
    } else {
      idText = text;
    }
  }

  @Override
  public final String traceId() {
    return root().traceIdText();
  }

  @Override
  public final AWSXRayRecorder getCreator() {
    return root().recorder();
  }

  /** Without effect: an entity belongs to the recorder that began it. */
  @Override
  public final void setCreator(@Nullable AWSXRayRecorder creator) {
    ignored();
  }

  // --- times ---

  @Override
  public final long startMicros() {
    return root().microsAt(startNanos);
  }

  @Override
  public final long endMicros() {
    return isInProgress() ? 0 : root().microsAt(endNanos);
  }

  @Override
  public final double getStartTime() {
    return startMicros() / 1e6;
  }

  @Override
  public final void setStartTime(double epochSeconds) {
    if (writable()) {
      startNanos = root().nanosAt(epochSeconds);
    }
  }

  @Override
  public final double getEndTime() {
    return endSet || !isInProgress() ? root().microsAt(endNanos) / 1e6 : 0;
  }

  @Override
  public final void setEndTime(double epochSeconds) {
    if (writable()) {
      endNanos = root().nanosAt(epochSeconds);
      endSet = true;
    }
  }

  @Override
  public final boolean inProgress() {
    return isInProgress();
  }

  /**
   * {@code false} ends the entity, as far as its state is concerned; {@code true} has no effect.
   */
  @Override
  public final void setInProgress(boolean inProgress) {
    if (!inProgress) {
      finish();
    }
  }

  // --- how it went ---

  @Override
  public final boolean isFault() {
    return fault;
  }

  @Override
  public final boolean fault() {
    return fault;
  }

  @Override
  public final void setFault(boolean fault) {
    if (writable()) {
      this.fault = fault;
    }
  }

  @Override
  public final boolean isError() {
    return error;
  }

  @Override
  public final boolean error() {
    return error;
  }

  @Override
  public final void setError(boolean error) {
    if (writable()) {
      this.error = error;
    }
  }

  @Override
  public final boolean isThrottle() {
    return throttle;
  }

  @Override
  public final boolean throttle() {
    return throttle;
  }

  /** A throttled call is an error and no fault, as in the SDK. */
  @Override
  public final void setThrottle(boolean throttle) {
    if (writable()) {
      if (throttle) {
        fault = false;
        error = true;
      }
      this.throttle = throttle;
    }
  }

  /** Records what went wrong, each exception once, and marks the entity as a fault. */
  @Override
  public final void addException(@Nullable Throwable exception) {
    if (exception == null || !writable()) {
      ignored();
      return;
    }
    fault = true;
    if (isRecorded()) {
      root().lifecycle().exceptions().describe(this, exception);
    }
  }

  @Override
  public final Cause getCause() {
    return details().cause();
  }

  @Override
  public final @Nullable CauseView cause() {
    LiveCause cause = details == null ? null : details().causeOrNull();
    return cause == null ? null : cause.view();
  }

  // --- what it tells ---

  final Details details() {
    Details existing = details;
    if (existing != null) {
      return existing;
    }
    Details fresh = new Details();
    if (isEmitted()) {
      fresh.seal();
    }
    return DETAILS.compareAndSet(this, null, fresh) ? fresh : details();
  }

  final @Nullable Details detailsOrNull() {
    return details;
  }

  /** Has the objects in the metadata say now what the document will tell of them. */
  final void readMetadata() {
    Details existing = details;
    MetadataMap metadata = existing == null ? null : existing.metadataOrNull();
    if (metadata != null) {
      Guard.run("read the objects in metadata", metadata::readObjects);
    }
  }

  final void sealDetails() {
    Details existing = details;
    if (existing != null) {
      existing.seal();
    }
  }

  final void copyStateTo(LiveEntity copy) {
    Details existing = details;
    copy.details = existing == null ? null : existing.copy();
    copy.idText = getId();
    copy.startNanos = startNanos;
    copy.error = error;
    copy.fault = fault;
    copy.throttle = throttle;
  }

  @Override
  public final @Nullable String getNamespace() {
    Details existing = details;
    return existing == null ? null : existing.namespace;
  }

  @Override
  public final @Nullable String namespace() {
    return getNamespace();
  }

  @Override
  public final void setNamespace(@Nullable String namespace) {
    if (writable()) {
      details().namespace = namespace;
    }
  }

  @Override
  public final Map<String, Object> getHttp() {
    return details().http();
  }

  @Override
  public final Map<String, Object> http() {
    Details existing = details;
    return existing == null ? Map.of() : existing.httpOrEmpty();
  }

  @Override
  public final void setHttp(@Nullable Map<String, Object> http) {
    replace(getHttp(), http);
  }

  @Override
  public final void putHttp(@Nullable String key, @Nullable Object value) {
    put(this::getHttp, key, value);
  }

  @Override
  public final void putAllHttp(@Nullable Map<String, Object> all) {
    putAll(getHttp(), all);
  }

  @Override
  public final Map<String, Object> getAws() {
    return details().aws(sharedAws());
  }

  @Override
  public final Map<String, Object> aws() {
    Details existing = details;
    return existing == null ? sharedAws() : existing.awsOr(sharedAws());
  }

  /** What all segments of a recorder tell about where they run; nothing for subsegments. */
  Map<String, Object> sharedAws() {
    return Map.of();
  }

  @Override
  public final void setAws(@Nullable Map<String, Object> aws) {
    replace(getAws(), aws);
  }

  @Override
  public final void putAws(@Nullable String key, @Nullable Object value) {
    put(this::getAws, key, value);
  }

  @Override
  public final void putAllAws(@Nullable Map<String, Object> all) {
    putAll(getAws(), all);
  }

  @Override
  public final Map<String, Object> getSql() {
    return details().sql();
  }

  @Override
  public final Map<String, Object> sql() {
    Details existing = details;
    return existing == null ? Map.of() : existing.sqlOrEmpty();
  }

  @Override
  public final void setSql(@Nullable Map<String, Object> sql) {
    replace(getSql(), sql);
  }

  @Override
  public final void putSql(@Nullable String key, @Nullable Object value) {
    put(this::getSql, key, value);
  }

  @Override
  public final void putAllSql(@Nullable Map<String, Object> all) {
    putAll(getSql(), all);
  }

  @Override
  public final Map<String, Object> getAnnotations() {
    return details().annotations();
  }

  @Override
  public final Map<String, Object> annotations() {
    Details existing = details;
    return existing == null ? Map.of() : existing.annotationsOrEmpty();
  }

  @Override
  public final void setAnnotations(@Nullable Map<String, Object> annotations) {
    replace(getAnnotations(), annotations);
  }

  @Override
  public final void putAnnotation(@Nullable String key, @Nullable String value) {
    put(this::getAnnotations, key, value);
  }

  @Override
  public final void putAnnotation(@Nullable String key, @Nullable Number value) {
    put(this::getAnnotations, key, value);
  }

  @Override
  public final void putAnnotation(@Nullable String key, @Nullable Boolean value) {
    put(this::getAnnotations, key, value);
  }

  @Override
  public final Map<String, Map<String, Object>> getMetadata() {
    return details().metadata();
  }

  @Override
  public final Map<String, Map<String, Object>> metadata() {
    Details existing = details;
    return existing == null ? Map.of() : existing.metadataOrEmpty();
  }

  @Override
  public final void setMetadata(@Nullable Map<String, Map<String, Object>> metadata) {
    replace(getMetadata(), metadata);
  }

  @Override
  public final void putMetadata(@Nullable String key, @Nullable Object value) {
    putMetadata(Details.DEFAULT_NAMESPACE, key, value);
  }

  /** Stores a value under a namespace; {@code null} is written as JSON's null, as the SDK does. */
  @Override
  public final void putMetadata(
      @Nullable String namespace, @Nullable String key, @Nullable Object value) {
    if (namespace == null) {
      ignored();
    } else {
      Object stored = value == null ? NullNode.instance : value;
      put(() -> details().metadata().namespace(namespace), key, stored);
    }
  }

  @Override
  public final Collection<String> precursorIds() {
    Details existing = details;
    return existing == null ? List.of() : existing.precursorIdsOrEmpty();
  }

  /** Asks for the map only where something is stored: it may have to be made. */
  private <V> void put(Supplier<Map<String, V>> map, @Nullable String key, @Nullable V value) {
    if (key == null || value == null || isEmitted()) {
      ignored();
    } else if (isRecorded()) {
      map.get().put(key, value);
    }
  }

  final <V> void putAll(Map<String, V> map, @Nullable Map<String, V> all) {
    if (all == null || isEmitted()) {
      ignored();
    } else if (isRecorded()) {
      Foreign.putAll(map, all);
    }
  }

  final <V> void replace(Map<String, V> map, @Nullable Map<String, V> replacement) {
    if (writable()) {
      map.clear();
      putAll(map, replacement);
    }
  }

  private boolean writable() {
    if (isEmitted()) {
      ignored();
      return false;
    }
    return true;
  }

  final void ignored() {
    root().lifecycle().counters().ignoredWrites.increment();
  }

  // --- the SDK's bookkeeping, which ours replaces ---

  /** A lock nobody else holds: nothing of ours is guarded by it. */
  @Override
  @Deprecated
  public final ReentrantLock getSubsegmentsLock() {
    return new ReentrantLock();
  }

  @Override
  @Deprecated
  public final void setSubsegmentsLock(@Nullable ReentrantLock lock) {
    ignored();
  }

  /** Always 0: nothing waits for children. */
  @Override
  public final int getReferenceCount() {
    return 0;
  }

  /** Always 0, so that the SDK's streaming strategy finds nothing to do: we send. */
  @Override
  public final LongAdder getTotalSize() {
    return new LongAdder();
  }

  @Override
  public final void incrementReferenceCount() {}

  /** Always {@code false}: the SDK has nothing to send. */
  @Override
  public final boolean decrementReferenceCount() {
    return false;
  }

  /** Without effect: whether an entity has been sent is not for the application to say. */
  @Override
  public final void setEmitted(boolean emitted) {
    ignored();
  }

  @Override
  @Deprecated
  public final boolean compareAndSetEmitted(boolean current, boolean next) {
    ignored();
    return false;
  }

  /** The subsegments below this one, in the order in which they began. A copy. */
  @Override
  @Deprecated
  public final List<Subsegment> getSubsegments() {
    return getSubsegmentsCopy();
  }

  @Override
  public final List<Subsegment> getSubsegmentsCopy() {
    return root().childrenOf(this);
  }

  /** Without effect for our subsegments, which hang where they began; others cannot be adopted. */
  @Override
  public final void addSubsegment(@Nullable Subsegment subsegment) {
    if (!(subsegment instanceof LiveSubsegment)) {
      ignored();
    }
  }

  @Override
  public final void run(Runnable runnable) {
    root().lifecycle().surroundings().run(this, runnable);
  }

  /**
   * Runs {@code runnable} with this entity as the borrowed position, whichever recorder is named.
   */
  @Override
  public final void run(Runnable runnable, @Nullable AWSXRayRecorder recorder) {
    run(runnable);
  }

  @Override
  public final String toString() {
    return (segment() ? "segment '" : "subsegment '") + name + "' " + getId() + " of " + traceId();
  }
}
