// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What an entity tells about its work beyond name and times. Most subsegments tell nothing, so this
 * is made on first use, and so is each of its maps.
 */
final class Details {

  /**
   * The metadata namespace X-Ray shows when none is given (X-Ray developer guide, segment
   * documents).
   */
  static final String DEFAULT_NAMESPACE = "default";

  // Written under this object's lock, which is held while one is made; read without it, because the
  // emitter looks at all of them for each entity. The maps guard themselves.
  private volatile @Nullable AttributeMap<Object> annotations;
  private volatile @Nullable AttributeMap<Object> http;
  private volatile @Nullable AttributeMap<Object> aws;
  private volatile @Nullable AttributeMap<Object> sql;
  private volatile @Nullable AttributeMap<Object> service;
  private volatile @Nullable MetadataMap metadata;
  private volatile @Nullable LiveCause cause;
  private volatile @Nullable Set<String> precursorIds;
  private boolean sealed;

  // Scalars: written by the application, read by the emitter after sealing or, for in-progress
  // copies, at any time.
  volatile @Nullable String namespace;
  volatile @Nullable String user;
  volatile @Nullable String origin;
  volatile @Nullable String resourceArn;

  synchronized AttributeMap<Object> annotations() {
    annotations = made(annotations);
    return annotations;
  }

  synchronized AttributeMap<Object> http() {
    http = made(http);
    return http;
  }

  synchronized AttributeMap<Object> aws(Map<String, Object> shared) {
    if (aws == null) {
      aws = startedWith(shared);
    }
    return aws;
  }

  synchronized AttributeMap<Object> sql() {
    sql = made(sql);
    return sql;
  }

  synchronized AttributeMap<Object> service(Map<String, Object> shared) {
    if (service == null) {
      service = startedWith(shared);
    }
    return service;
  }

  synchronized MetadataMap metadata() {
    if (metadata == null) {
      metadata = new MetadataMap();
      if (sealed) {
        metadata.seal();
      }
    }
    return metadata;
  }

  synchronized LiveCause cause() {
    if (cause == null) {
      cause = new LiveCause();
    }
    return cause;
  }

  synchronized Set<String> precursorIds() {
    if (precursorIds == null) {
      precursorIds = ConcurrentHashMap.newKeySet();
    }
    return precursorIds;
  }

  // What is there, for writing. Nothing is made, and nothing changes any more once sealed.

  Map<String, Object> annotationsOrEmpty() {
    return orElse(annotations, Map.of());
  }

  Map<String, Object> httpOrEmpty() {
    return orElse(http, Map.of());
  }

  Map<String, Object> awsOr(Map<String, Object> shared) {
    return orElse(aws, shared);
  }

  Map<String, Object> sqlOrEmpty() {
    return orElse(sql, Map.of());
  }

  Map<String, Object> serviceOr(Map<String, Object> shared) {
    return orElse(service, shared);
  }

  Map<String, Map<String, Object>> metadataOrEmpty() {
    return orElse(metadata, Map.of());
  }

  @Nullable
  MetadataMap metadataOrNull() {
    return metadata;
  }

  @Nullable
  LiveCause causeOrNull() {
    return cause;
  }

  Collection<String> precursorIdsOrEmpty() {
    Set<String> there = precursorIds;
    return there == null ? List.of() : there;
  }

  private static <V> Map<String, V> orElse(
      @Nullable AttributeMap<V> there, Map<String, V> otherwise) {
    return there == null ? otherwise : there;
  }

  /** Makes every map ignore writes from now on, those not made yet included. */
  synchronized void seal() {
    sealed = true;
    sealIfMade(annotations);
    sealIfMade(http);
    sealIfMade(aws);
    sealIfMade(sql);
    sealIfMade(service);
    sealIfMade(metadata);
  }

  /** What is told so far, for a document of an entity still in progress. */
  synchronized Details copy() {
    Details copy = new Details();
    copy.annotations = copyOf(annotations);
    copy.http = copyOf(http);
    copy.aws = copyOf(aws);
    copy.sql = copyOf(sql);
    copy.service = copyOf(service);
    copy.metadata = metadata == null ? null : metadata.copy();
    copy.cause = cause == null ? null : cause.copy();
    if (precursorIds != null) {
      copy.precursorIds().addAll(precursorIds);
    }
    copy.namespace = namespace;
    copy.user = user;
    copy.origin = origin;
    copy.resourceArn = resourceArn;
    return copy;
  }

  private <V> AttributeMap<V> made(@Nullable AttributeMap<V> existing) {
    if (existing != null) {
      return existing;
    }
    AttributeMap<V> fresh = new AttributeMap<>();
    if (sealed) {
      fresh.seal();
    }
    return fresh;
  }

  private static <V> @Nullable AttributeMap<V> copyOf(@Nullable AttributeMap<V> map) {
    return map == null ? null : map.copyTo(new AttributeMap<>());
  }

  private static void sealIfMade(@Nullable AttributeMap<?> map) {
    if (map != null) {
      map.seal();
    }
  }

  /**
   * The shared map is of the recorder's own making and never changes, so copying it calls nobody.
   */
  private AttributeMap<Object> startedWith(Map<String, Object> shared) {
    AttributeMap<Object> fresh = new AttributeMap<>();
    fresh.putAll(shared);
    if (sealed) {
      fresh.seal();
    }
    return fresh;
  }
}
