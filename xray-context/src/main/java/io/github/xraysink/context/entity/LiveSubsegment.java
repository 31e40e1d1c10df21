// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import com.amazonaws.xray.internal.SamplingStrategyOverride;
import io.github.xraysink.emit.Documents;
import io.github.xraysink.emit.EntityView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A subsegment of ours. Made by {@link Lifecycle#beginSubsegment}. */
public final class LiveSubsegment extends LiveEntity implements Subsegment {

  private final LiveEntity parent;
  private boolean recorded;
  private boolean sampled;

  // Links and number in the list of begun subsegments, see OpenSubsegments.
  @Nullable
  LiveSubsegment begunBefore;

  int begunNumber;

  LiveSubsegment(
      @Nullable String name,
      LiveEntity parent,
      boolean sampled,
      boolean recorded,
      long startNanos) {
    super(name, parent.root(), startNanos);
    this.parent = parent;
    this.sampled = sampled;
    this.recorded = recorded;
  }

  /** A copy of this open subsegment to be sent while it is in progress. */
  LiveSubsegment preliminary(@Nullable LiveEntity completed) {
    LiveSubsegment copy = new LiveSubsegment(getName(), parent, sampled, recorded, 0);
    copyStateTo(copy);
    copy.becomePreliminary(completed);
    copy.sealDetails();
    return copy;
  }

  @Override
  boolean isRecorded() {
    return recorded;
  }

  /**
   * Ends this subsegment, tells listeners, and sends what is to be sent. Always {@code false}:
   * nothing is left to do.
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

  @Override
  public boolean segment() {
    return false;
  }

  @Override
  public Entity getParent() {
    return parent;
  }

  /** Without effect: a subsegment stays where it began. */
  @Override
  public void setParent(@Nullable Entity parent) {
    if (parent != this.parent) {
      ignored();
    }
  }

  @Override
  public String getParentId() {
    return parent.getId();
  }

  @Override
  public String parentId() {
    return parent.getId();
  }

  @Override
  public void setParentId(@Nullable String parentId) {
    ignored();
  }

  @Override
  public Segment getParentSegment() {
    return root();
  }

  /** Without effect: a subsegment stays where it began. */
  @Override
  public void setParentSegment(@Nullable Segment parentSegment) {
    if (parentSegment != root()) {
      ignored();
    }
  }

  @Override
  public TraceID getTraceId() {
    return root().getTraceId();
  }

  @Override
  public void setTraceId(@Nullable TraceID traceId) {
    ignored();
  }

  @Override
  public boolean isSampled() {
    return sampled && root().isSampled();
  }

  @Override
  public boolean isRecording() {
    return recorded;
  }

  /** Takes this subsegment, and what is below it, out of the trace. */
  @Override
  public void setSampledFalse() {
    if (isEmitted()) {
      ignored();
    } else {
      sampled = false;
      recorded = false;
    }
  }

  /** Whether it took part in the trace when it began: such ones have a number. */
  boolean wasBegunRecorded() {
    return begunNumber > 0;
  }

  /** Whether it was begun as unsampled itself, rather than by its segment. */
  boolean excluded() {
    return !sampled;
  }

  @Override
  @Deprecated
  public SamplingStrategyOverride getSamplingStrategyOverride() {
    return sampled ? SamplingStrategyOverride.DISABLED : SamplingStrategyOverride.FALSE;
  }

  /** Always: a subsegment of ours has a trace to pass on. */
  @Override
  public boolean shouldPropagate() {
    return true;
  }

  @Override
  public Set<String> getPrecursorIds() {
    return details().precursorIds();
  }

  @Override
  public void setPrecursorIds(@Nullable Set<String> precursorIds) {
    if (precursorIds != null && !isEmitted()) {
      details().precursorIds().clear();
      details().precursorIds().addAll(precursorIds);
    } else {
      ignored();
    }
  }

  @Override
  public void addPrecursorId(@Nullable String precursorId) {
    if (precursorId != null && !isEmitted()) {
      details().precursorIds().add(precursorId);
    } else {
      ignored();
    }
  }

  @Override
  public Map<String, Object> service() {
    return Map.of();
  }

  @Override
  public @Nullable String user() {
    return null;
  }

  @Override
  public @Nullable String origin() {
    return null;
  }

  @Override
  public @Nullable String resourceArn() {
    return null;
  }

  @Override
  public @Nullable EntityView owner() {
    return root().segment() ? root() : null;
  }

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

  @Override
  public @Nullable EntityView take() {
    return root().lifecycle().take(this);
  }

  @Override
  public String serialize() {
    return Documents.json(this);
  }

  @Override
  public String prettySerialize() {
    return Documents.json(this);
  }

  @Override
  public String streamSerialize() {
    return Documents.streamJson(this);
  }

  @Override
  public String prettyStreamSerialize() {
    return Documents.streamJson(this);
  }
}
