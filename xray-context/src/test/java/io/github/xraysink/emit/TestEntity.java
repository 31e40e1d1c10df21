// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entity made of plain fields. */
final class TestEntity implements EntityView {

  static final String TRACE_ID = "1-6b011883-45837e9d07dc18a0fa148b95";
  static final long START = 1_795_226_010_070_123L;

  String name;
  String id;
  String traceId = TRACE_ID;

  @Nullable
  String parentId;

  boolean segment;
  long startMicros = START;
  long endMicros = START + 25_000;
  boolean inProgress;
  boolean error;
  boolean fault;
  boolean throttle;

  @Nullable
  String namespace;

  final Map<String, Object> annotations = new LinkedHashMap<>();
  final Map<String, Map<String, Object>> metadata = new LinkedHashMap<>();
  final Map<String, Object> http = new LinkedHashMap<>();
  final Map<String, Object> aws = new LinkedHashMap<>();
  final Map<String, Object> sql = new LinkedHashMap<>();
  final Map<String, Object> service = new LinkedHashMap<>();

  @Nullable
  String user;

  @Nullable
  String origin;

  @Nullable
  String resourceArn;

  final List<String> precursorIds = new ArrayList<>();

  @Nullable
  CauseView cause;

  final List<TestEntity> children = new ArrayList<>();

  private TestEntity(String name, long id, boolean segment) {
    this.name = name;
    this.id = id(id);
    this.segment = segment;
  }

  static TestEntity segment(String name, long id) {
    return new TestEntity(name, id, true);
  }

  static TestEntity subsegment(String name, long id) {
    return new TestEntity(name, id, false);
  }

  static String id(long number) {
    return String.format("%016x", number);
  }

  TestEntity with(TestEntity... below) {
    for (TestEntity child : below) {
      child.parentId = id;
      children.add(child);
    }
    return this;
  }

  TestEntity metadata(String namespace, String key, @Nullable Object value) {
    metadata.computeIfAbsent(namespace, n -> new LinkedHashMap<>()).put(key, value);
    return this;
  }

  TestEntity metadata(String key, @Nullable Object value) {
    return metadata("default", key, value);
  }

  TestEntity annotation(String key, Object value) {
    annotations.put(key, value);
    return this;
  }

  TestEntity open() {
    inProgress = true;
    endMicros = 0;
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String traceId() {
    return traceId;
  }

  @Override
  public @Nullable String parentId() {
    return parentId;
  }

  @Override
  public boolean segment() {
    return segment;
  }

  @Override
  public long startMicros() {
    return startMicros;
  }

  @Override
  public long endMicros() {
    return endMicros;
  }

  @Override
  public boolean inProgress() {
    return inProgress;
  }

  @Override
  public boolean error() {
    return error;
  }

  @Override
  public boolean fault() {
    return fault;
  }

  @Override
  public boolean throttle() {
    return throttle;
  }

  @Override
  public @Nullable String namespace() {
    return namespace;
  }

  @Override
  public Map<String, Object> annotations() {
    return annotations;
  }

  @Override
  public Map<String, Map<String, Object>> metadata() {
    return metadata;
  }

  @Override
  public Map<String, Object> http() {
    return http;
  }

  @Override
  public Map<String, Object> aws() {
    return aws;
  }

  @Override
  public Map<String, Object> sql() {
    return sql;
  }

  @Override
  public Map<String, Object> service() {
    return service;
  }

  @Override
  public @Nullable String user() {
    return user;
  }

  @Override
  public @Nullable String origin() {
    return origin;
  }

  @Override
  public @Nullable String resourceArn() {
    return resourceArn;
  }

  @Override
  public Collection<String> precursorIds() {
    return precursorIds;
  }

  @Override
  public @Nullable CauseView cause() {
    return cause;
  }

  @Override
  public List<TestEntity> children() {
    return children;
  }
}
