// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.listeners.SegmentListener;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
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

  /**
   * All that were ever installed, at most one of them active. Kept, and used again when the same
   * settings come back: a configuration that is read again and again must not give recorders one
   * listener more each time, and threads may still show something of an earlier one.
   */
  private static final List<XrayMdc> KNOWN = new CopyOnWriteArrayList<>();

  private final MdcKey traceId;
  private final MdcKey entityId;
  private final boolean sampledOnly;
  private volatile boolean active = true;

  private XrayMdc(Builder builder) {
    this.traceId = new MdcKey(builder.traceIdKey);
    this.entityId = new MdcKey(builder.entityIdKey);
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
   * @return the one of this process
   */
  public static XrayMdc install() {
    return builder().install();
  }

  /**
   * Stops showing anything. What a thread shows at that moment goes when it moves next. Later calls
   * do nothing.
   */
  public void uninstall() {
    active = false;
  }

  private boolean sameSettings(XrayMdc other) {
    return other.traceId.name().equals(traceId.name())
        && other.entityId.name().equals(entityId.name())
        && other.sampledOnly == sampledOnly;
  }

  /** Installs this one, or the one with the same settings that was there before. */
  private XrayMdc installed() {
    XrayMdc chosen = this;
    synchronized (KNOWN) {
      for (XrayMdc known : KNOWN) {
        known.active = false;
        chosen = sameSettings(known) ? known : chosen;
      }
      chosen.active = true;
      if (chosen == this) {
        KNOWN.add(this);
      }
    }
    RecorderHook.add(chosen);
    XrayLogGroups.start();
    return chosen;
  }

  /** Makes the MDC of this thread say {@code position}, in whichever way is installed. */
  static void showInstalled(@Nullable LogPosition position) {
    for (XrayMdc known : KNOWN) {
      known.show(position);
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
      LogFaults.caught("show a position in the MDC", fault);
    }
  }

  private void show(@Nullable LogPosition position) {
    LogPosition shown = isVisible(position) ? position : null;
    traceId.show(shown == null ? null : shown.traceId());
    entityId.show(shown == null ? null : shown.entityId());
  }

  private boolean isVisible(@Nullable LogPosition position) {
    return position != null && active && (position.sampled() || !sampledOnly);
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
     * @return the one of this process; the same object each time for the same settings
     * @throws IllegalArgumentException as {@link #build}
     */
    public XrayMdc install() {
      return build().installed();
    }
  }
}
