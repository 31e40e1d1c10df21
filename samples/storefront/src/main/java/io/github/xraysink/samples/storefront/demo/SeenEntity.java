// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.storefront.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A segment or subsegment with what hangs below it. */
final class SeenEntity {

  private final JsonNode json;
  private final List<SeenEntity> children = new ArrayList<>();

  SeenEntity(JsonNode json) {
    this.json = json;
  }

  String id() {
    return json.path("id").asText();
  }

  String name() {
    return json.path("name").asText();
  }

  /** Empty if it names none. */
  String parentId() {
    return json.path("parent_id").asText();
  }

  boolean complete() {
    return json.has("end_time");
  }

  boolean fault() {
    return json.path("fault").asBoolean();
  }

  boolean segment() {
    return !"subsegment".equals(json.path("type").asText()) && json.has("trace_id");
  }

  /** Seconds since 1970. */
  double start() {
    return json.path("start_time").asDouble();
  }

  /** The same as {@link #start} while it has not ended. */
  double end() {
    return json.path("end_time").asDouble(start());
  }

  /** What its HTTP request, its call to AWS, or its exception says; empty if there is no such. */
  String remark() {
    JsonNode request = json.at("/http/request");
    JsonNode operation = json.at("/aws/operation");
    JsonNode exception = json.at("/cause/exceptions/0");
    if (!request.isMissingNode() && request.has("method")) {
      return request.path("method").asText() + " "
          + json.at("/http/response/status").asText();
    }
    if (!exception.isMissingNode()) {
      String type = exception.path("type").asText();
      return "fault: " + type.substring(type.lastIndexOf('.') + 1);
    }
    return operation.asText();
  }

  List<SeenEntity> children() {
    return children;
  }

  void adopt(SeenEntity child) {
    children.add(child);
    children.sort(Comparator.comparingDouble(SeenEntity::start));
  }
}
