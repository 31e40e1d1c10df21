// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Another view, to be changed in some respect. */
abstract class DelegatingView implements EntityView {

  private final EntityView whole;

  DelegatingView(EntityView whole) {
    this.whole = whole;
  }

  @Override
  public List<? extends EntityView> children() {
    return whole.children();
  }

  @Override
  public String name() {
    return whole.name();
  }

  @Override
  public String id() {
    return whole.id();
  }

  @Override
  public String traceId() {
    return whole.traceId();
  }

  @Override
  public @Nullable String parentId() {
    return whole.parentId();
  }

  @Override
  public boolean segment() {
    return whole.segment();
  }

  @Override
  public long startMicros() {
    return whole.startMicros();
  }

  @Override
  public long endMicros() {
    return whole.endMicros();
  }

  @Override
  public boolean inProgress() {
    return whole.inProgress();
  }

  @Override
  public boolean error() {
    return whole.error();
  }

  @Override
  public boolean fault() {
    return whole.fault();
  }

  @Override
  public boolean throttle() {
    return whole.throttle();
  }

  @Override
  public @Nullable String namespace() {
    return whole.namespace();
  }

  @Override
  public Map<String, Object> annotations() {
    return whole.annotations();
  }

  @Override
  public Map<String, Map<String, Object>> metadata() {
    return whole.metadata();
  }

  @Override
  public Map<String, Object> http() {
    return whole.http();
  }

  @Override
  public Map<String, Object> aws() {
    return whole.aws();
  }

  @Override
  public Map<String, Object> sql() {
    return whole.sql();
  }

  @Override
  public Map<String, Object> service() {
    return whole.service();
  }

  @Override
  public @Nullable String user() {
    return whole.user();
  }

  @Override
  public @Nullable String origin() {
    return whole.origin();
  }

  @Override
  public @Nullable String resourceArn() {
    return whole.resourceArn();
  }

  @Override
  public Collection<String> precursorIds() {
    return whole.precursorIds();
  }

  @Override
  public @Nullable CauseView cause() {
    return whole.cause();
  }

  @Override
  public @Nullable EntityView owner() {
    return whole.owner();
  }
}
