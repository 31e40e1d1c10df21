// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.xraysink.console.TraceRecord.Http;
import io.github.xraysink.console.TraceRecord.Node;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers what is known of one service of a trace. For one thread. */
final class NodeBuilder {

  /** Enough to filter by; a trace with more distinct ones keeps the first. */
  private static final int MAX_EACH = 16;

  private static final int MAX_TEXT = 500;

  final int index;
  private final String name;
  private final String type;
  private final boolean inferred;
  private final Set<Http> https = new LinkedHashSet<>();
  private final Set<String> users = new LinkedHashSet<>();
  private final Set<String> arns = new LinkedHashSet<>();
  private final Set<String> messages = new LinkedHashSet<>();
  private String zone = "";
  private String instance = "";
  private boolean inProgress;
  private long start = Long.MAX_VALUE;
  private long end;
  private CallStats stats = CallStats.NONE;

  NodeBuilder(int index, String name, String type, boolean inferred) {
    this.index = index;
    this.name = name;
    this.type = type;
    this.inferred = inferred;
  }

  /** Adds a segment of this service, or a call to it when it is inferred. */
  void addSegment(Entity entity) {
    start = Math.min(start, entity.start());
    end = Math.max(end, entity.endOrStart());
    inProgress |= entity.inProgress();
    stats = stats.plus(CallStats.of(entity, entity.endOrStart() - entity.start()));
    addHttp(entity.fields().path("http"));
    add(users, Json.textAt(entity.fields(), "user"));
    add(arns, Json.textAt(entity.fields(), "resource_arn"));
    JsonNode ec2 = entity.fields().path("aws").path("ec2");
    zone = zone.isEmpty() ? Json.textAt(ec2, "availability_zone") : zone;
    instance = instance.isEmpty() ? Json.textAt(ec2, "instance_id") : instance;
    addMessages(entity);
  }

  private void addHttp(JsonNode http) {
    if (!http.isObject() || https.size() >= MAX_EACH) {
      return;
    }
    JsonNode request = http.path("request");
    https.add(new Http(
        cut(Json.textAt(request, "url")),
        cut(Json.textAt(request, "method")),
        http.path("response").path("status").asInt(0),
        cut(Json.textAt(request, "user_agent")),
        cut(Json.textAt(request, "client_ip"))));
  }

  /** Adds the messages and types of the exceptions an entity of this service ended with. */
  void addMessages(Entity entity) {
    for (JsonNode exception : entity.fields().path("cause").path("exceptions")) {
      add(messages, Json.textAt(exception, "message"));
      add(messages, Json.textAt(exception, "type"));
    }
  }

  private static void add(Set<String> texts, String text) {
    if (!text.isEmpty() && texts.size() < MAX_EACH) {
      texts.add(cut(text));
    }
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }

  Node build() {
    return new Node(
        cut(name),
        cut(type),
        inferred,
        inProgress,
        start == Long.MAX_VALUE ? 0 : start,
        end,
        stats,
        List.copyOf(https),
        List.copyOf(users),
        zone,
        instance,
        List.copyOf(arns),
        List.copyOf(messages));
  }
}
