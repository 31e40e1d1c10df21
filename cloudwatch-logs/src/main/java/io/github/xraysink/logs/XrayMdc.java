// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.listeners.SegmentListener;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the ids of the trace in SLF4J's MDC: {@value #TRACE_ID} and {@value #ENTITY_ID} say where
 * the thread is, on pool threads too, and are gone when it is nowhere.
 *
 * <p>{@link #install} is all that recorders built by {@code Xraysink} need. One built with the
 * SDK's own builder takes it as a listener:
 * {@code AWSXRayRecorderBuilder.standard().withSegmentListener(XrayMdc.create())}.
 *
 * <p>A value the application had under such a key comes back when the thread leaves the trace; all
 * other keys are left alone. Safe for any number of threads and recorders.
 */
public final class XrayMdc implements SegmentListener {

  /** Key of the trace id, {@code 1-<8 hex>-<24 hex>}: {@value}. */
  public static final String TRACE_ID = "traceId";

  /** Key of the id of the segment or subsegment, sixteen hexadecimal digits: {@value}. */
  public static final String ENTITY_ID = "xrayEntityId";

  private static final String SHOW = "show a position in the MDC";

  private static final AtomicReference<@Nullable XrayMdc> INSTALLED = new AtomicReference<>();

  /** The keys of all that were ever installed: a thread may still show one of an earlier one. */
  private static final CopyOnWriteArrayList<MdcKey> KEYS = new CopyOnWriteArrayList<>();

  /**
   * What recorders are given in the place of any one: a configuration that is read again and again
   * must not give them one listener more each time.
   */
  private static final SegmentListener FOLLOWER = new Follower();

  private final MdcKey traceId;
  private final MdcKey entityId;
  private final boolean sampledOnly;

  private XrayMdc(Builder builder) {
    this.traceId = MdcKey.named(builder.traceIdKey);
    this.entityId = MdcKey.named(builder.entityIdKey);
    this.sampledOnly = builder.sampledOnly;
  }

  /** One with the default keys, for a recorder that is built with the SDK's own builder. */
  public static XrayMdc create() {
    return builder().build();
  }

  /** To choose the keys. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Makes one with the default keys the one of this process; see {@link Builder#install}.
   *
   * @return the one of this process from now on
   */
  public static XrayMdc install() {
    return builder().install();
  }

  /**
   * Stops being the one of this process, if it is. What a thread shows at that moment goes when it
   * moves next.
   */
  public void uninstall() {
    INSTALLED.compareAndSet(this, null);
  }

  private XrayMdc installed() {
    KEYS.addIfAbsent(traceId);
    KEYS.addIfAbsent(entityId);
    INSTALLED.set(this);
    RecorderHook.add(FOLLOWER);
    XrayLogGroups.start();
    return this;
  }

  /** Makes the MDC of this thread say {@code position}, in the way that is installed. */
  static void showInstalled(@Nullable LogPosition position) {
    XrayMdc now = INSTALLED.get();
    if (now != null) {
      now.show(position);
    }
    for (MdcKey key : KEYS) {
      if (now == null || key != now.traceId && key != now.entityId) {
        key.show(null);
      }
    }
  }

  /** The thread has gone to {@code newEntity}. Called by recorders. */
  @Override
  public void onSetEntity(@Nullable Entity previousEntity, Entity newEntity) {
    moved(newEntity);
  }

  /** The thread has left all traces. Called by recorders. */
  @Override
  public void onClearEntity(Entity previousEntity) {
    moved(null);
  }

  private void moved(@Nullable Entity entity) {
    try {
      show(LogPosition.of(entity));
    } catch (Throwable fault) {
      LogFaults.caught(SHOW, fault);
    }
  }

  private void show(@Nullable LogPosition position) {
    LogPosition shown = isVisible(position) ? position : null;
    traceId.show(shown == null ? null : shown.traceId());
    entityId.show(shown == null ? null : shown.entityId());
  }

  private boolean isVisible(@Nullable LogPosition position) {
    return position != null && (position.sampled() || !sampledOnly);
  }

  /** Follows each thread for whichever one is installed. */
  private static final class Follower implements SegmentListener {

    @Override
    public void onSetEntity(@Nullable Entity previousEntity, Entity newEntity) {
      moved(newEntity);
    }

    @Override
    public void onClearEntity(Entity previousEntity) {
      moved(null);
    }

    private static void moved(@Nullable Entity entity) {
      try {
        showInstalled(INSTALLED.get() == null ? null : LogPosition.of(entity));
      } catch (Throwable fault) {
        LogFaults.caught(SHOW, fault);
      }
    }
  }

  /** Settings of an {@link XrayMdc}. Not for use by several threads. */
  public static final class Builder {

    private String traceIdKey = TRACE_ID;
    private String entityIdKey = ENTITY_ID;
    private boolean sampledOnly;

    private Builder() {}

    /** Key of the trace id, for those whose {@value XrayMdc#TRACE_ID} is another system's. */
    public Builder traceIdKey(String key) {
      this.traceIdKey = key("traceIdKey", key);
      return this;
    }

    /** Key of the id of the segment or subsegment. */
    public Builder entityIdKey(String key) {
      this.entityIdKey = key("entityIdKey", key);
      return this;
    }

    /**
     * {@code true} shows no ids of traces that will not be sent, so that every id in a line leads
     * to a trace. By default they are shown: they still tell which lines belong together.
     */
    public Builder sampledOnly(boolean sampledOnly) {
      this.sampledOnly = sampledOnly;
      return this;
    }

    private static String key(String setting, String key) {
      if (Objects.requireNonNull(key, setting).isBlank()) {
        throw new IllegalArgumentException(
            setting + " is '" + key + "'; accepted is a key of the MDC that is not blank");
      }
      return key;
    }

    /**
     * Builds one, for a recorder that is built with the SDK's own builder.
     *
     * @throws IllegalArgumentException if both keys are the same
     */
    public XrayMdc build() {
      if (traceIdKey.equals(entityIdKey)) {
        throw new IllegalArgumentException(
            "entityIdKey is '" + entityIdKey + "', as traceIdKey is; accepted is another key");
      }
      return new XrayMdc(this);
    }

    /**
     * Makes one with these settings the one of this process, in the place of the one before: all
     * recorders that {@code Xraysink} has built or will build tell it where threads are.
     *
     * @return the one of this process
     * @throws IllegalArgumentException as {@link #build}
     */
    public XrayMdc install() {
      return build().installed();
    }
  }
}
